import { SearchClientError } from '../src/instantsearch/index.ts';

/** What the server says of an index to a page. */
export interface IndexInfo {
  readonly name: string;
  readonly model: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly modalities: readonly ('image' | 'text')[];
  readonly shows: { readonly text: boolean; readonly parentId: boolean };
  readonly hitsPerRequest: number;
  readonly settings: {
    readonly heading?: string;
    readonly title?: string;
    readonly description?: string;
    readonly price?: string;
    readonly currency?: string;
    readonly facets?: readonly string[];
    readonly sorts?: readonly string[];
    readonly group?: string;
    readonly boost?: readonly object[];
  };
}

/** Names of the indexes that are open with this key. Rejects with `SearchClientError`. */
export async function fetchNames(key: string | undefined): Promise<readonly string[]> {
  const { indexes } = (await get('/v1/indexes', key)) as { indexes: readonly { name: string }[] }; // of this server
  return indexes.map(({ name }) => name);
}

export async function fetchInfo(name: string, key: string | undefined): Promise<IndexInfo> {
  return (await get(`/v1/indexes/${encodeURIComponent(name)}/page`, key)) as IndexInfo; // of this server
}

/** Fields of a record, as far as this key may see them; `undefined` where there is no such record. */
export async function fetchFields(
  index: string,
  id: string,
  key: string | undefined,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  const answer = await fetch(`/v1/indexes/${encodeURIComponent(index)}/get`, {
    method: 'POST',
    headers: { ...headersOf(key), 'content-type': 'application/json' },
    body: JSON.stringify({ ids: [id] }),
  });
  if (!answer.ok) return undefined;
  const { records } = (await answer.json()) as {
    records: readonly ({ metadata: Record<string, unknown> } | null)[];
  }; // of this server
  return records[0]?.metadata;
}

/** An image that is not open without a key, which no element can send. */
export async function fetchImage(path: string, key: string, signal: AbortSignal): Promise<Blob> {
  const answer = await fetch(path, { headers: headersOf(key), signal });
  if (!answer.ok) throw new SearchClientError('no image', { status: answer.status, code: 'image' });
  return await answer.blob();
}

async function get(path: string, key: string | undefined): Promise<unknown> {
  let answer: Response;
  try {
    answer = await fetch(path, { headers: headersOf(key) });
  } catch (cause) {
    throw new SearchClientError('the server can’t be reached', { code: 'unreachable' }, { cause });
  }
  if (answer.ok) return await answer.json();
  throw new SearchClientError(`the server answered with ${answer.status}`, {
    status: answer.status,
    code: 'status',
  });
}

function headersOf(key: string | undefined): Record<string, string> {
  return key === undefined ? {} : { authorization: `Bearer ${key}` };
}
