import { readText, requestSignal, retryAfterMs } from '@nestvec/core/kit';
import { RequestFailure } from '@nestvec/core/store';
import type { QdrantApi } from './api.ts';
import { strangeAnswer } from './errors.ts';
import { parseExactly, pointsBody, queryJson, stringifyExactly } from './json.ts';

/** Where and how to ask. */
export interface RestOptions {
  /** Without a slash at the end. */
  readonly base: string;
  readonly apiKey: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly timeoutMs: number;
  /** Aborts requests in flight. */
  readonly signal?: AbortSignal | undefined;
  /** Whether ids may be integers of more than 53 bits. Reading them takes time. */
  readonly largeIds: boolean;
}

/**
 * Qdrant's REST interface by `fetch`. The official client hides how long a server asks to wait, prints to the console, and turns
 * every number of every vector over twice; where no client is given, these few calls are made without it.
 */
export function restApi(options: RestOptions): QdrantApi {
  const { base, apiKey, timeoutMs, largeIds, signal } = options;
  const headers = {
    ...options.headers,
    'content-type': 'application/json',
    // The server sends a compressed answer in pieces, of which the last waits 40 ms for the first to be acknowledged.
    'accept-encoding': 'identity',
    ...(apiKey === undefined ? {} : { 'api-key': apiKey }),
  };
  const parse = largeIds ? parseExactly : (text: string): unknown => JSON.parse(text);
  const json = largeIds ? stringifyExactly : (value: unknown): string => JSON.stringify(value);
  const send = async (
    method: string,
    path: string,
    body?: string | Uint8Array<ArrayBuffer>,
  ): Promise<unknown> => {
    const response = await fetch(`${base}${path}`, {
      method,
      headers,
      signal: requestSignal(timeoutMs, signal),
      ...(body === undefined ? {} : { body }),
    });
    return readBody(response, await readText(response), parse);
  };
  const call = async (...request: Parameters<typeof send>): Promise<unknown> =>
    readResult(await send(...request));
  const at = (collection: string, rest = ''): string =>
    `/collections/${encodeURIComponent(collection)}${rest}`;
  return {
    versionInfo: () => send('GET', '/'),
    getCollections: () => call('GET', '/collections'),
    getCollection: (name) => call('GET', at(name)),
    createCollection: (name, config) => call('PUT', at(name), json(config)),
    updateCollection: (name, changes) => call('PATCH', at(name), json(changes)),
    deleteCollection: (name) => call('DELETE', at(name)),
    getAliases: () => call('GET', '/aliases'),
    updateCollectionAliases: (request) => call('POST', '/collections/aliases', json(request)),
    createPayloadIndex: (name, { wait: _, ...index }) =>
      call('PUT', at(name, '/index?wait=true'), json(index)),
    createVectorName: (name, vector, config) =>
      call('PUT', at(name, `/vectors/${encodeURIComponent(vector)}?wait=true`), json(config)),
    deleteVectorName: (name, vector) =>
      call('DELETE', at(name, `/vectors/${encodeURIComponent(vector)}?wait=true`)),
    upsert: (name, { points }) => call('PUT', at(name, '/points?wait=true'), pointsBody(points)),
    updateVectors: (name, { points, update_filter: filter }) =>
      call(
        'PUT',
        at(name, '/points/vectors?wait=true'),
        pointsBody(points, filter === undefined ? '' : `"update_filter":${json(filter)}`),
      ),
    batchUpdate: (name, { operations }) =>
      call('POST', at(name, '/points/batch?wait=true'), json({ operations })),
    delete: (name, { wait: _, ...selector }) =>
      call('POST', at(name, '/points/delete?wait=true'), json(selector)),
    retrieve: (name, request) => call('POST', at(name, '/points'), json(request)),
    scroll: (name, request) => call('POST', at(name, '/points/scroll'), json(request)),
    facet: (name, request) => call('POST', at(name, '/facet'), json(request)),
    count: (name, request) => call('POST', at(name, '/points/count'), json(request)),
    query: (name, request) => call('POST', at(name, '/points/query'), queryJson(request, json)),
    queryBatch: (name, { searches }) => {
      const texts = searches.map((one) => queryJson(one, json));
      return call('POST', at(name, '/points/query/batch'), `{"searches":[${texts.join(',')}]}`);
    },
  };
}

function readBody(response: Response, text: string, parse: (text: string) => unknown): unknown {
  const { ok, status, headers } = response;
  if (!ok) {
    throw new RequestFailure(status, errorText(text) ?? response.statusText, retryAfterMs(headers));
  }
  try {
    return parse(text);
  } catch (error) {
    throw strangeAnswer(text === '' ? 'it is empty' : 'it is not JSON', error);
  }
}

/** The result in an answer of success. */
function readResult(answer: unknown): unknown {
  if (typeof answer === 'object' && answer !== null && 'result' in answer) return answer.result;
  throw strangeAnswer('it does not hold a result');
}

/** The server's own words; the page of a proxy is not worth showing. */
function errorText(text: string): string | undefined {
  try {
    const answer: unknown = JSON.parse(text);
    const status: unknown =
      typeof answer === 'object' && answer !== null && 'status' in answer
        ? answer.status
        : undefined;
    return typeof status === 'object' && status !== null && 'error' in status
      ? String(status.error)
      : undefined;
  } catch {
    return undefined;
  }
}
