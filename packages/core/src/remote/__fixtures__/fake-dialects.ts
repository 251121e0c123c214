import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as readText } from 'node:stream/consumers';
import { z } from 'zod';
import { encodeVector, fakeVector } from './fake-vector.ts';

/** The dialects that these fakes speak. */
export type FakeDialect = 'infinity' | 'openai' | 'cohere';

/** An answer in place of the usual one. */
export interface FakeAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A server that takes what its dialect takes and nothing else. */
export interface FakeServer {
  readonly url: string;
  /** Bodies of the requests that were valid. */
  readonly received: readonly Readonly<Record<string, unknown>>[];
  readonly headers: readonly IncomingHttpHeaders[];
  /** The next requests get these answers, one each. */
  script(...answers: readonly FakeAnswer[]): void;
  close(): Promise<void>;
}

/** Length of every embedding of the fakes. */
export const fakeDimensions = 64;

const dataUrl = z.string().regex(/^data:image\/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/]+=*$/);
const openaiFields = {
  model: z.string().min(1),
  encoding_format: z.enum(['float', 'base64']).optional(),
  dimensions: z.int().positive().optional(),
  user: z.string().optional(),
};
const textInput = z.object({ type: z.literal('text'), text: z.string().min(1) }).strict();
const imageInput = z.strictObject({ type: z.literal('image_url'), image_url: z.strictObject({ url: dataUrl }) });

/** Bodies, strict where the packages that they are read from leave unknown fields alone, so that a field that does not exist is noticed. */
const schemas = {
  // infinity_emb 0.0.78, fastapi_schemas/pymodels.py: MultiModalOpenAIEmbedding.
  infinity: z.union([
    z.strictObject({
      ...openaiFields,
      input: z.array(z.string().max(8192 * 15)).min(1).max(2048),
      modality: z.literal('text').optional(),
    }),
    z.strictObject({
      ...openaiFields,
      input: z.array(dataUrl).min(1).max(32),
      modality: z.literal('image'),
    }),
  ]),
  // openai 6.49.0, resources/embeddings.ts: EmbeddingCreateParams.
  openai: z.strictObject({ ...openaiFields, input: z.array(z.string().min(1)).min(1).max(2048) }),
  // cohere-ai 8.1.0, V2EmbedRequest as it goes on the wire.
  cohere: z.strictObject({
    model: z.string().min(1),
    input_type: z.enum(['search_query', 'search_document', 'classification', 'clustering', 'image']),
    inputs: z
      .array(z.strictObject({ content: z.array(z.union([textInput, imageInput])).min(1) }))
      .min(1)
      .max(96),
    embedding_types: z.array(z.enum(['float', 'int8', 'uint8', 'binary', 'ubinary', 'base64'])).min(1),
    output_dimension: z.union([z.literal(256), z.literal(512), z.literal(1024), z.literal(1536)]).optional(),
    max_tokens: z.int().positive().optional(),
    truncate: z.enum(['NONE', 'START', 'END']).optional(),
    priority: z.int().optional(),
  }),
} as const;

const paths = { infinity: '/v1/embeddings', openai: '/v1/embeddings', cohere: '/v1/embed' } as const;

/** An error in the shape of a dialect. */
export function errorOf(dialect: FakeDialect, status: number, message: string, code?: string): FakeAnswer {
  const body =
    dialect === 'cohere'
      ? { id: 'f00d', message }
      : { error: { message, type: 'invalid_request_error', param: null, code: dialect === 'openai' ? (code ?? null) : status } };
  return { status, body: JSON.stringify(body) };
}

/** Starts one on the loopback. A text with POISON is refused with 400, one of more than 1,000 characters as too long. */
export async function fakeServer(dialect: FakeDialect, key: string): Promise<FakeServer> {
  const received: Readonly<Record<string, unknown>>[] = [];
  const headers: IncomingHttpHeaders[] = [];
  const scripted: FakeAnswer[] = [];
  const answerTo = (path: string, authorization: string | undefined, json: unknown): FakeAnswer => {
    if (path !== paths[dialect]) return errorOf(dialect, 404, 'no such route');
    if (authorization !== `Bearer ${key}`)
      return errorOf(dialect, 401, 'Incorrect API key provided', 'invalid_api_key');
    const parsed = schemas[dialect].safeParse(json);
    if (!parsed.success) return errorOf(dialect, 400, `not valid: ${z.prettifyError(parsed.error)}`);
    received.push(parsed.data);
    return scripted.shift() ?? usual(dialect, parsed.data);
  };
  const server = createServer((incoming, outgoing) => {
    headers.push(incoming.headers);
    void readText(incoming).then((body) => {
      const answer = answerTo(incoming.url ?? '', incoming.headers.authorization, JSON.parse(body));
      outgoing.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
      outgoing.end(answer.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // it listens on a port
  return {
    url: `http://127.0.0.1:${port}/v1`,
    received,
    headers,
    script: (...answers) => void scripted.push(...answers),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

type Body = z.infer<(typeof schemas)[FakeDialect]>;

function usual(dialect: FakeDialect, body: Body): FakeAnswer {
  const contents = contentsOf(body);
  if (contents.some((content) => content.includes('POISON')))
    return errorOf(dialect, 400, 'cannot process input');
  if (contents.some((content) => !content.startsWith('data:') && content.length > 1000))
    return errorOf(dialect, 400, 'maximum context length is 250 tokens', 'context_length_exceeded');
  const tokens = contents.reduce((sum, content) => sum + (content.startsWith('data:') ? 100 : content.length), 0);
  if ('inputs' in body) {
    const type = body.embedding_types[0] ?? 'float';
    const list = contents.map((content) => encodeVector(fakeVector(content, body.input_type, fakeDimensions), type));
    const meta = { api_version: { version: '2' }, billed_units: { input_tokens: tokens } };
    return { status: 200, body: JSON.stringify({ id: 'f00d', embeddings: { [type]: list }, meta }) };
  }
  const encoding = body.encoding_format ?? 'float';
  const data = contents.map((content, index) => ({
    object: 'embedding',
    index,
    embedding: encodeVector(fakeVector(content, '', fakeDimensions), encoding),
  }));
  const usage = { prompt_tokens: tokens, total_tokens: tokens };
  return { status: 200, body: JSON.stringify({ object: 'list', model: body.model, data, usage }) };
}

function contentsOf(body: Body): readonly string[] {
  if (!('inputs' in body)) return body.input;
  return body.inputs.map(({ content }) => {
    const [first] = content;
    if (first === undefined) throw new Error('the schema wants one');
    return first.type === 'text' ? first.text : first.image_url.url;
  });
}
