import type { IncomingHttpHeaders } from 'node:http';
import type { z } from 'zod';
import { controlAnswers } from './control-schemas.ts';
import { controlPlane } from './control-plane.ts';
import { dataAnswers } from './data-schemas.ts';
import { dataPlane } from './data-plane.ts';
import { type FakeState, readyIndex } from './fake-state.ts';
import { pineconeLimits as limits } from './limits.ts';
import { badRequest, Refusal } from './refusal.ts';

/** A request whose body has arrived. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** What is sent back. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly json?: string | undefined;
  readonly text?: string | undefined;
}

/** Where the fake is, and which key it wants. */
export interface Door {
  readonly apiKey: string | undefined;
  readonly origin: string;
}

/** Answers one request. */
export function handle(state: FakeState, request: Received, { apiKey, origin }: Door): Answer {
  const { method, path, headers } = request;
  const key = headers['api-key'];
  if (key === undefined || key === '' || (apiKey !== undefined && key !== apiKey))
    return { status: 401, text: 'Unauthorized' };
  if (path.length > limits.urlLength) return { status: 414, text: 'URI Too Long' };
  const url = new URL(path, origin);
  const parts = url.pathname
    .split('/')
    .filter((part) => part !== '')
    .map(decodeURIComponent);
  const plane = parts[0] === 'indexes' ? 'control' : 'data';
  try {
    if (headers['x-pinecone-api-version'] !== limits.apiVersion)
      throw badRequest(`X-Pinecone-Api-Version must be ${limits.apiVersion}`);
    const input = method === 'GET' ? queryOf(url) : readBody(request);
    if (plane === 'control') {
      if (parts.length > 2) throw new Refusal(501, 'UNIMPLEMENTED', `this fake has no ${path}`);
      const hostOf = (name: string): string => `${origin}/data/${name}`;
      const route = { method, name: parts[1] };
      const { status, schema, body } = controlPlane(state, route, input, hostOf);
      return schema === undefined ? { status } : { status, json: checked(schema, body) };
    }
    if (parts[0] !== 'data' || parts[1] === undefined)
      throw new Refusal(404, 'NOT_FOUND', `nothing is at ${path}`);
    const index = readyIndex(state, parts[1]);
    const route = `${method} /${parts.slice(2).join('/')}`;
    const { schema, body, requestLsn, maxIndexedLsn } = dataPlane(state, index, route, input);
    const json = checked(schema, body);
    if (route === 'POST /query' && json.length > limits.bytesPerResult)
      throw badRequest(
        `the result has ${json.length} bytes where ${limits.bytesPerResult} are allowed`,
      );
    const hasNumbers =
      state.behaviour.sequenceNumbers && index.deployment.deployment_type === 'managed';
    return {
      status: 200,
      json,
      headers: {
        ...(requestLsn === undefined || !hasNumbers
          ? {}
          : { 'x-pinecone-request-lsn': String(requestLsn) }),
        ...(maxIndexedLsn === undefined || !hasNumbers
          ? {}
          : { 'x-pinecone-max-indexed-lsn': String(maxIndexedLsn) }),
      },
    };
  } catch (error) {
    const refusal =
      error instanceof Refusal ? error : new Refusal(500, 'INTERNAL', `fake: ${String(error)}`);
    const schema = plane === 'control' ? controlAnswers.ErrorResponse : dataAnswers.rpcStatus;
    return { status: refusal.status, json: checked(schema, refusal.body(plane)) };
  }
}

/** An answer as JSON. One that is not as documented is a fault of the fake, and throws. */
function checked(schema: z.ZodType, body: unknown): string {
  schema.parse(body);
  return JSON.stringify(body);
}

/** The query of a URL: `ids` is a list, everything else a text. */
function queryOf(url: URL): Record<string, unknown> {
  const input: Record<string, unknown> = {};
  for (const name of new Set(url.searchParams.keys())) {
    input[name] = name === 'ids' ? url.searchParams.getAll(name) : url.searchParams.get(name);
  }
  return input;
}

function readBody({ body, headers, method }: Received): unknown {
  if (body.length > limits.bytesPerUpsert)
    throw badRequest(
      `message length too large: found ${body.length} bytes, the limit is ${limits.bytesPerUpsert} bytes`,
    );
  if (body.length === 0 && method === 'DELETE') return {};
  if (!/^application\/json\b/.test(headers['content-type'] ?? ''))
    throw badRequest('Content-Type must be application/json');
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw badRequest('the body is not JSON');
  }
}
