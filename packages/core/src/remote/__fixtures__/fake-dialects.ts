import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as readText } from 'node:stream/consumers';
import { z } from 'zod';
import { type Dialect, dialectFacts } from '../dialects.ts';
import { encodeVector, fakeVector } from './fake-vector.ts';

/** The dialects that these fakes speak. */
export type FakeDialect = Exclude<Dialect, 'jina' | 'on-prem'>;

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
  /** What a server with one model says that it has. Default `my-model`; `undefined` for one that says nothing. */
  serve(model: string | undefined): void;
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
const base64Input = z.strictObject({ type: z.literal('image_base64'), image_base64: dataUrl });
const urlInput = z.strictObject({ type: z.literal('image_url'), image_url: z.url() });

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
  // voyageai 0.4.0, MultimodalEmbedRequest as it goes on the wire; output_dimension from the route's documentation.
  voyage: z
    .strictObject({
      model: z.string().min(1),
      inputs: z
        .array(z.strictObject({ content: z.array(z.union([textInput, base64Input, urlInput])).min(1) }))
        .min(1)
        .max(1000),
      input_type: z.enum(['query', 'document']).nullable().optional(),
      truncation: z.boolean().optional(),
      encoding_format: z.literal('base64').optional(),
      output_dimension: z.literal([256, 512, 1024, 2048]).optional(),
    })
    .refine(
      ({ inputs }) => new Set(inputs.flatMap(({ content }) => content.map(({ type }) => type))).size < 3,
      'either URLs of images or base64',
    ),
  // text-embeddings-inference, router/src/http/types.rs: EmbedRequest, with the batch that is its default.
  tei: z.strictObject({
    inputs: z.array(z.string().min(1)).min(1).max(32),
    truncate: z.boolean().nullable().optional(),
    truncation_direction: z.enum(['left', 'right']).optional(),
    normalize: z.boolean().optional(),
    dimensions: z.int().positive().nullable().optional(),
  }),
  // ollama 0.6.4, EmbedRequest.
  ollama: z.strictObject({
    model: z.string().min(1),
    input: z.array(z.string().min(1)).min(1),
    truncate: z.boolean().optional(),
    dimensions: z.int().positive().optional(),
    keep_alive: z.union([z.string(), z.number()]).optional(),
    options: z.record(z.string(), z.unknown()).optional(),
  }),
} as const;

/** What an address has before the path of the dialect. */
const bases: Readonly<Record<FakeDialect, string>> = {
  infinity: '/v1',
  openai: '/v1',
  cohere: '/v1',
  voyage: '/v1',
  tei: '',
  ollama: '',
};

/** How each says that a text is too long. */
const tooLong: Readonly<Record<FakeDialect, FakeAnswer>> = {
  infinity: errorOf('infinity', 400, 'maximum context length is 250 tokens', 'context_length_exceeded'),
  openai: errorOf('openai', 400, 'maximum context length is 250 tokens', 'context_length_exceeded'),
  cohere: errorOf('cohere', 400, 'too long'),
  voyage: errorOf(
    'voyage',
    400,
    "Request to model 'my-model' failed. The example at index 0 in your batch has too many tokens and does not fit into the model's context window of 250 tokens.",
  ),
  tei: errorOf('tei', 413, '`inputs` must have less than 250 tokens. Given: 1001'),
  ollama: errorOf('ollama', 400, 'the input length exceeds the context length'),
};

/** An error in the shape of a dialect. */
export function errorOf(dialect: FakeDialect, status: number, message: string, code?: string): FakeAnswer {
  return { status, body: JSON.stringify(problemOf(dialect, status, message, code)) };
}

function problemOf(dialect: FakeDialect, status: number, message: string, code: string | undefined): object {
  switch (dialect) {
    case 'cohere':
      return { id: 'f00d', message };
    case 'voyage':
      return { detail: message };
    case 'tei':
      return { error: message, error_type: status === 429 ? 'Overloaded' : 'Validation' };
    case 'ollama':
      return { error: message };
    default:
      return {
        error: { message, type: 'invalid_request_error', param: null, code: dialect === 'openai' ? (code ?? null) : status },
      };
  }
}

/** Starts one on the loopback. A text with POISON is refused with 400, one of more than 1,000 characters as too long. */
export async function fakeServer(dialect: FakeDialect, key: string): Promise<FakeServer> {
  const received: Readonly<Record<string, unknown>>[] = [];
  const headers: IncomingHttpHeaders[] = [];
  const scripted: FakeAnswer[] = [];
  const answerTo = (path: string, authorization: string | undefined, json: unknown): FakeAnswer => {
    if (path !== bases[dialect] + dialectFacts[dialect].path) return errorOf(dialect, 404, 'no such route');
    if (authorization !== `Bearer ${key}`)
      return errorOf(dialect, 401, 'Incorrect API key provided', 'invalid_api_key');
    const parsed = schemas[dialect].safeParse(json);
    if (!parsed.success) return errorOf(dialect, 400, `not valid: ${z.prettifyError(parsed.error)}`);
    received.push(parsed.data);
    return scripted.shift() ?? usual(dialect, parsed.data);
  };
  let served: string | undefined = 'my-model';
  const server = createServer((incoming, outgoing) => {
    if (incoming.method === 'GET' && incoming.url === '/info') {
      outgoing.writeHead(served === undefined ? 404 : 200).end(JSON.stringify({ model_id: served, model_sha: null }));
      return;
    }
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
    url: `http://127.0.0.1:${port}${bases[dialect]}`,
    received,
    headers,
    serve(model) {
      served = model;
    },
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
  const isCut = ('truncate' in body && body.truncate === true) || ('truncation' in body && body.truncation === true);
  if (!isCut && contents.some((content) => !content.startsWith('data:') && content.length > 1000))
    return tooLong[dialect];
  const tokens = contents.reduce((sum, content) => sum + (content.startsWith('data:') ? 100 : content.length), 0);
  if (dialect === 'tei' || dialect === 'ollama') {
    const list = contents.map((content) => [...fakeVector(content, '', fakeDimensions)]);
    const whole = { model: 'my-model', embeddings: list, total_duration: 1, load_duration: 0, prompt_eval_count: tokens };
    return { status: 200, body: JSON.stringify(dialect === 'tei' ? list : whole) };
  }
  if ('embedding_types' in body) {
    const type = body.embedding_types[0] ?? 'float';
    const list = contents.map((content) => encodeVector(fakeVector(content, body.input_type, fakeDimensions), type));
    const meta = { api_version: { version: '2' }, billed_units: { input_tokens: tokens } };
    return { status: 200, body: JSON.stringify({ id: 'f00d', embeddings: { [type]: list }, meta }) };
  }
  const encoding = ('encoding_format' in body ? body.encoding_format : undefined) ?? 'float';
  const task = ('input_type' in body ? body.input_type : undefined) ?? '';
  const data = contents.map((content, index) => ({
    object: 'embedding',
    index,
    embedding: encodeVector(fakeVector(content, task, fakeDimensions), encoding),
  }));
  const usage = { prompt_tokens: tokens, total_tokens: tokens };
  return { status: 200, body: JSON.stringify({ object: 'list', model: 'my-model', data, usage }) };
}

function contentsOf(body: Body): readonly string[] {
  if (!('inputs' in body)) return body.input;
  return body.inputs.map((input) => {
    if (typeof input === 'string') return input;
    const [first] = input.content;
    if (first === undefined) throw new Error('the schema wants one');
    if (first.type === 'text') return first.text;
    if (first.type === 'image_base64') return first.image_base64;
    return typeof first.image_url === 'string' ? first.image_url : first.image_url.url;
  });
}
