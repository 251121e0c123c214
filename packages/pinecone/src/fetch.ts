import { forEachInWindow } from '@nestvec/core/kit';
import type { StoredRecord } from './api.ts';
import { homeOfVersioned } from './ids.ts';
import { pieces } from './requests.ts';
import type { IndexPlace } from './session.ts';
import type { Scope } from './scope.ts';

/** Ids of one request, as documented, and characters that they take in its URL, which servers and proxies bound. */
const mostIds = 1000;
const mostCharacters = 6000;
/** So many records may have one of as many keys: each in its version in force, and in older ones that are not removed yet. */
const pageSize = 2 * mostIds;

/**
 * Records of one index by id; those that are not stored are absent. Ids that come twice are asked for once. What does not fit into
 * one URL is asked for by the key in its metadata, which goes in a body.
 */
export async function fetchRecords(
  scope: Scope,
  place: IndexPlace,
  ids: Iterable<string>,
): Promise<Map<string, StoredRecord>> {
  const { session, namespace, begin, signal, layout } = scope;
  const found = new Map<string, StoredRecord>();
  const wanted = new Set(ids);
  const keyOf = (id: string): string | undefined =>
    place === scope.home ? id : homeOfVersioned(id);
  const urls = [...inUrls(wanted)];
  const { idKey } = layout;
  const isLong = urls.length > 1 && idKey !== undefined;
  const keys = isLong ? new Set([...wanted].flatMap((id) => keyOf(id) ?? [])) : [];
  const left = isLong ? [...inUrls([...wanted].filter((id) => keyOf(id) === undefined))] : urls;
  const requests = [
    ...left.map((some) => async () => {
      begin();
      const records = await place.data.fetch(namespace, some, signal);
      for (const [id, record] of records) found.set(id, record);
    }),
    ...pieces([...keys], mostIds).map((some) => async () => {
      const filter = { [idKey ?? '']: { $in: some } };
      for (let token: string | undefined; ;) {
        begin();
        const page = { filter, limit: pageSize, token };
        const { records, next } = await place.data.fetchByFilter(namespace, page, signal);
        for (const [id, record] of records) if (wanted.has(id)) found.set(id, record);
        if (next === undefined || next === '') return;
        token = next;
      }
    }),
  ];
  await forEachInWindow(requests, session.options.concurrency, async (request) => {
    await request();
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
