import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as readText } from 'node:stream/consumers';
import { z } from 'zod';
import { fakeVector } from './fake-vector.ts';

/** An answer of the fake. */
export interface SageMakerAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A call that arrived. */
interface Invocation {
  readonly path: string;
  readonly body: unknown;
  readonly answer: SageMakerAnswer;
}

/** An endpoint that behaves as the samples of jina-sagemaker show. */
export interface FakeSageMaker {
  readonly url: string;
  readonly received: readonly Invocation[];
  script(...steps: readonly ((one: Invocation) => SageMakerAnswer | 'hang')[]): void;
  close(): Promise<void>;
}

/** The bodies of clip-v2 and of clip-v1, from jina-sagemaker's client. */
const bodySchema = z.strictObject({
  data: z
    .array(
      z.union([
        z.strictObject({ text: z.string() }),
        z.strictObject({ url: z.string() }),
        z.strictObject({ bytes: z.string() }),
        z.strictObject({ image: z.string() }),
      ]),
    )
    .min(1),
  parameters: z
    .strictObject({ task: z.string().optional(), dimensions: z.int().max(1024) })
    .optional(),
});

/** Starts one on the loopback. Its vectors are far from unit length, as in the samples. */
export async function fakeSageMaker(dimensions: number): Promise<FakeSageMaker> {
  const received: Invocation[] = [];
  const steps: ((one: Invocation) => SageMakerAnswer | 'hang')[] = [];
  const server = createServer((incoming, outgoing) => {
    const handle = async (): Promise<void> => {
      const body: unknown = JSON.parse(await readText(incoming));
      const one = { path: incoming.url ?? '', body, answer: answerTo(body, dimensions) };
      received.push(one);
      const answer = steps.shift()?.(one) ?? one.answer;
      if (answer === 'hang') return;
      outgoing.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
      outgoing.end(answer.body);
    };
    handle().catch((error: unknown) => outgoing.writeHead(500).end(String(error)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // it listens on a port
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    script: (...given) => void steps.push(...given),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** What AWS sends when the container answered with an error. */
export function modelError(status: number, message: string): SageMakerAnswer {
  return {
    status: 424,
    headers: { 'x-amzn-errortype': 'ModelError' },
    body: JSON.stringify({ Message: message, OriginalStatusCode: status, OriginalMessage: message }),
  };
}

/** What AWS sends when it refuses a call itself. */
export function awsError(status: number, name: string): SageMakerAnswer {
  return {
    status,
    headers: { 'x-amzn-errortype': name },
    body: JSON.stringify({ message: `${name} happened` }),
  };
}

function answerTo(body: unknown, dimensions: number): SageMakerAnswer {
  const parsed = bodySchema.safeParse(body);
  if (!parsed.success) return modelError(422, 'not a valid body');
  const { data, parameters } = parsed.data;
  if (JSON.stringify(data).includes('POISON')) return modelError(400, 'cannot process');
  const embeddings = data.map((input) => {
    const [content = ''] = Object.values(input);
    const vector = fakeVector(content, parameters?.task ?? '', dimensions);
    const total_tokens = 'text' in input ? 20 : 4000;
    return {
      id: 'f'.repeat(32),
      embedding: [...vector].map((value) => value * 15.2),
      usage: { id: 'f'.repeat(32), total_tokens },
    };
  });
  return { status: 200, body: JSON.stringify({ data: embeddings, parameters }) };
}
