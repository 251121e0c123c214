import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { expect, onTestFinished } from 'vitest';
import type { Content, Embedder, Task } from '@nestvec/core';
import { fakeEmbedder, type FakeEmbedderOptions } from '@nestvec/testkit/embedder';
import sharp from 'sharp';
import { createServer, type Server } from '../create-server.ts';
import type { LogEntry } from '../log.ts';
import type { ServerOptions } from '../options.ts';

/** What a route answered, checked against the server's own description. */
interface Asked {
  readonly status: number;
  readonly headers: Headers;
  readonly json: unknown;
  /** All vectors of the answer, in their order; whatever they are written as. */
  readonly vectors: readonly (readonly number[])[];
  /** What went wrong, in a sentence. */
  readonly problem: string;
  readonly code: string | undefined;
  readonly param: string | null | undefined;
}

/** As much of any answer as tests look at. */
interface AnyAnswer {
  readonly data?: readonly { readonly embedding: number[] }[];
  readonly textVectors?: number[][];
  readonly imageVectors?: number[][];
  readonly embeddings?: number[][] | { readonly float?: number[][] };
  readonly vector?: number[];
  readonly detail?: string;
  readonly message?: string;
  readonly error?: string | { readonly code: string; readonly message?: string; readonly param?: string | null; readonly field?: string | null };
}

/** As much of `/openapi.json` as tests look at. */
export interface Description {
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { readonly security: unknown[]; readonly responses: Readonly<Record<string, { readonly content?: object }>> }>>>
  >;
}

export interface TestServer {
  readonly server: Server;
  readonly embedder: Embedder;
  /** Calls of the embedder, the probe's left out. */
  readonly calls: { readonly contents: readonly Content[]; readonly task: Task }[];
  readonly log: LogEntry[];
  ask(path: string, body?: unknown, init?: AskInit): Promise<Asked>;
}

interface AskInit {
  readonly method?: string;
  readonly headers?: Record<string, string>;
}

/** A server over an embedder without meaning, with jina-clip-v2's lengths; it is ready. */
export async function testServer(
  options: Partial<ServerOptions> = {},
  fake: FakeEmbedderOptions = {},
): Promise<TestServer> {
  const calls: TestServer['calls'] = [];
  const log: LogEntry[] = [];
  const embedder = fakeEmbedder({
    model: 'jinaai/jina-clip-v2',
    ...fake,
    onCall: (contents, task) => {
      calls.push({ contents, task });
      fake.onCall?.(contents, task);
    },
  });
  const server = createServer({
    embedder,
    limits: { joinMs: 0 },
    onLog: (entry) => log.push(entry),
    ...options,
  });
  onTestFinished(async () => await server.close());
  if (options.embedder === undefined || options.indexes !== undefined) {
    await server.ready();
    calls.length = 0;
  }
  const check = await answersOf(server);
  return {
    server,
    embedder,
    calls,
    log,
    async ask(path, body, { method, headers = {} } = {}) {
      const isForm = body instanceof FormData;
      const isText = isForm || typeof body === 'string' || body instanceof Uint8Array;
      const request = new Request(`http://127.0.0.1:8484${path}`, {
        method: method ?? (body === undefined ? 'GET' : 'POST'),
        headers: { ...(body === undefined || isForm ? {} : { 'content-type': 'application/json' }), ...headers },
        ...(body === undefined ? {} : { body: isText ? body : JSON.stringify(body) }),
      });
      const answer = await server.fetch(request);
      const text = await answer.text();
      const isJson = (answer.headers.get('content-type') ?? '').startsWith('application/json');
      const json: unknown = isJson ? JSON.parse(text) : text;
      check(request, answer.status, json);
      const { detail, error, message, ...found } = isJson && !Array.isArray(json) ? (json as AnyAnswer) : {};
      const { embeddings = [] } = found;
      const vectors = [
        ...(found.data ?? []).map(({ embedding }) => embedding),
        ...(found.textVectors ?? []),
        ...(found.imageVectors ?? []),
        ...(Array.isArray(embeddings) ? embeddings : (embeddings.float ?? [])),
        ...(Array.isArray(json) && Array.isArray(json[0]) ? (json as number[][]) : []),
        ...(found.vector === undefined ? [] : [found.vector]),
      ];
      return {
        status: answer.status,
        headers: answer.headers,
        json,
        vectors,
        problem: typeof error === 'string' ? error : (detail ?? error?.message ?? message ?? ''),
        code: typeof error === 'object' ? error.code : undefined,
        param: typeof error === 'object' ? (error.field ?? error.param) : undefined,
      };
    },
  };
}

/** The path of a description that an address is one of. */
function templateOf({ paths }: Description, asked: string): string {
  const isOne = (template: string): boolean => new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(asked);
  return asked in paths ? asked : (Object.keys(paths).find(isOne) ?? asked);
}

/** Checks an answer by `/openapi.json`. */
async function answersOf(
  server: Server,
): Promise<(request: Request, status: number, json: unknown) => void> {
  const described = await server.fetch(new Request('http://127.0.0.1/openapi.json'));
  const document = (await described.json()) as Description;
  const ajv = new Ajv2020({ strict: false });
  ajv.addSchema({ $id: 'api', ...document });
  const validators = new Map<string, ValidateFunction>();
  return ({ method, url }, status, json) => {
    const asked = new URL(url).pathname.replace(/^(\/d\/\d+)?(\/q)?(?=\/)/, '');
    const path = templateOf(document, asked);
    const responses = document.paths[path]?.[method.toLowerCase()]?.responses;
    if (responses === undefined || status === 204) return;
    const name = status in responses ? status : 'default';
    const content = responses[name]?.content ?? {};
    if (!('application/json' in content)) return;
    const pointer = `/paths/${path.replaceAll('/', '~1').replaceAll('{', '%7B').replaceAll('}', '%7D')}/${method.toLowerCase()}/responses/${name}/content/application~1json/schema`;
    const validate = validators.get(pointer) ?? ajv.compile({ $ref: `api#${pointer}` });
    validators.set(pointer, validate);
    const isRight = validate(json);
    expect(isRight, `${path} ${status} ${ajv.errorsText(validate.errors)}: ${JSON.stringify(json)?.slice(0, 300)}`).toBe(true);
  };
}

/** A PNG of one colour. */
export async function png(background = '#a00000'): Promise<Buffer> {
  return await sharp({ create: { width: 16, height: 16, channels: 3, background } })
    .png()
    .toBuffer();
}

/** The vectors that an embedder gives for contents, as they are. */
export async function vectorsOf(
  embedder: Embedder,
  contents: readonly Content[],
): Promise<Float32Array[]> {
  const { embeddings } = await embedder.embed(contents, { task: 'document' });
  return embeddings.map((one) => {
    if (!one.ok) throw one.error;
    return one.vector;
  });
}
