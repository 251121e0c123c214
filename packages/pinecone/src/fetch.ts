import { forEachInWindow } from '@nestvec/core/kit';
import type { StoredRecord } from './api.ts';
import type { IndexPlace } from './session.ts';
import type { Scope } from './scope.ts';

/** Ids of one request, and characters that they take in its URL, which servers and proxies bound. */
const mostIds = 100;
const mostCharacters = 6000;

/** Records of one index by id; those that are not stored are absent. Ids that come twice are asked for once. */
export async function fetchRecords(
  { session, namespace, begin, signal }: Scope,
  place: IndexPlace,
  ids: Iterable<string>,
): Promise<Map<string, StoredRecord>> {
  const found = new Map<string, StoredRecord>();
  await forEachInWindow(inUrls(new Set(ids)), session.options.concurrency, async (some) => {
    begin();
    const records = await place.data.fetch(namespace, some, signal);
    for (const [id, record] of records) found.set(id, record);
  });
  return found;
}

function* inUrls(ids: Iterable<string>): Generator<readonly string[]> {
  let some: string[] = [];
  let characters = 0;
  for (const id of ids) {
    const length = encodeURIComponent(id).length + 5; // `&ids=`
    if (some.length > 0 && (some.length >= mostIds || characters + length > mostCharacters)) {
      yield some;
      some = [];
      characters = 0;
    }
    some.push(id);
    characters += length;
  }
  if (some.length > 0) yield some;
}
