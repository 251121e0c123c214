import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as readText } from 'node:stream/consumers';
import { hostedModels } from '../models.ts';
import { encodeVector, fakeVector } from './fake-vector.ts';
import { type ValidInput, validateRequest, type ValidRequest } from './jina-schemas.ts';

/** The only key that the fake knows: as long as a real one, and of its form. */
export const goodKey: string = `jina_${'k'.repeat(60)}`;

/** An answer of the fake. */
export interface FakeAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** One request that arrived. */
interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: ValidRequest;
  /** What the fake would answer of itself. */
  readonly answer: FakeAnswer;
}

/** Another answer in place of the usual one: made of it, or `hang` for none, or `drop` for a broken connection. */
export type Step = (received: Received) => FakeAnswer | 'hang' | 'drop' | Promise<FakeAnswer>;

/** A server that behaves like Jina's API by what is published of it. */
export interface FakeJina {
  /** For `baseUrl`. */
  readonly url: string;
  /** Requests that were valid, in the order in which they came. */
  readonly received: readonly Received[];
  /** Most requests that were under way at once. */
  readonly most: number;
  /** The next requests get these answers, one each. */
  script(...steps: readonly Step[]): void;
  /** What every request gets for which nothing is scripted. */
  always(step: Step | undefined): void;
  close(): Promise<void>;
}

/** Starts one on the loopback. */
export async function fakeJina(): Promise<FakeJina> {
  const received: Received[] = [];
  const steps: Step[] = [];
  let usual: Step | undefined;
  let inFlight = 0;
  let most = 0;
  const server: Server = createServer((incoming, outgoing) => {
    inFlight++;
    most = Math.max(most, inFlight);
    outgoing.on('close', () => inFlight--);
    const { url: path = '', headers } = incoming;
    const handle = async (): Promise<void> => {
      const json: unknown = JSON.parse(await readText(incoming));
      const own = answerTo(path, headers, json);
      const valid = validateRequest(json);
      let answer: FakeAnswer | 'hang' | 'drop' = own;
      if (typeof valid !== 'string') {
        const one = { path, headers, body: valid, answer: own };
        received.push(one);
        const step = steps.shift() ?? usual;
        if (step !== undefined) answer = await step(one);
      }
      if (answer === 'hang') return;
      if (answer === 'drop') {
        outgoing.destroy();
        return;
      }
      outgoing.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
      outgoing.end(answer.body);
    };
    handle().catch((error: unknown) => {
      outgoing.writeHead(500).end(String(error));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // it listens on a port
  return {
    url: `http://127.0.0.1:${port}/v1`,
    received,
    get most() {
      return most;
    },
    script: (...given) => void steps.push(...given),
    always(step) {
      usual = step;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** An error in the flat shape. */
export function flatError(status: number, code: string, detail: string = code): FakeAnswer {
  return { status, body: JSON.stringify({ detail, code, request_id: 'f00d' }) };
}

/** An error in the nested shape. */
export function nestedError(status: number, code: string, message: string = code): FakeAnswer {
  return { status, body: JSON.stringify({ detail: { message, code, request_id: 'f00d' } }) };
}

/** An error of validation. */
export function validationError(field: string, input: unknown): FakeAnswer {
  const errors = [{ field, message: 'Input is not valid', type: 'value_error', input }];
  const body = { detail: `Validation error: '${field}'`, request_id: 'f00d', errors };
  return { status: 422, body: JSON.stringify(body) };
}

/** Tokens that the fake counts for an input: an image of base64 costs one tile, a text a token for four characters and two. */
function fakeTokens(input: ValidInput): number {
  if (typeof input === 'object' && 'image' in input) return 4000;
  const text = typeof input === 'string' ? input : input.text;
  return Math.ceil(text.length / 4) + 2;
}

function answerTo(path: string, headers: IncomingHttpHeaders, json: unknown): FakeAnswer {
  if (!path.startsWith('/v1/embeddings')) return flatError(404, 'RESOURCE_NOT_FOUND');
  const { authorization } = headers;
  if (authorization === undefined) return flatError(401, 'AUTH_MISSING_API_KEY');
  if (!authorization.startsWith('Bearer ')) return flatError(401, 'AUTH_INVALID_FORMAT');
  if (authorization !== `Bearer ${goodKey}`) return flatError(401, 'AUTH_INVALID_API_KEY');
  const request = validateRequest(json);
  if (request === 'no such model') return flatError(400, 'INPUT_MODEL_NOT_FOUND');
  if (typeof request === 'string') return validationError(request, null);
  const { model, input, embedding_type } = request;
  // A list is allowed by the description, and answered with 500 by the service.
  if (Array.isArray(embedding_type)) return nestedError(500, 'INTERNAL_ERROR');
  const tokens = input.map(fakeTokens);
  if (tokens.some((count) => count > 8192) && request.truncate !== true) {
    return nestedError(400, 'INPUT_TOKEN_LIMIT_EXCEEDED');
  }
  const bad = input.some((one) => typeof one === 'object' && 'text' in one && /POISON/.test(one.text));
  if (bad) return { status: 400, body: JSON.stringify({ detail: 'Cannot process input' }) };
  const { dimensions } = hostedModels[model];
  const task = request.task ?? '';
  const data = input.map((one, index) => ({
    object: 'embedding',
    index,
    embedding: encodeVector(fakeVector(contentOf(one), task, dimensions), String(embedding_type ?? 'float')),
  }));
  const total = tokens.reduce((sum, one) => sum + Math.min(one, 8194), 0);
  const usage = { total_tokens: total, prompt_tokens: total };
  return { status: 200, body: JSON.stringify({ model, object: 'list', usage, data }) };
}

/** What the fake makes an embedding of. */
export function contentOf(input: ValidInput): string {
  if (typeof input === 'string') return input;
  return 'text' in input ? input.text : input.image;
}
