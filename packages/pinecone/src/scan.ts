import { unsupported } from '@nestvec/core/kit';
import { matches, type ScanPage, type ScanWalk } from '@nestvec/core/store';
import { databaseName } from './errors.ts';
import { type Cursor, readCursor, writeCursor } from './cursor.ts';
import { fetchRecords } from './fetch.ts';
import { findIds } from './find-ids.ts';
import { completeRecords } from './read.ts';
import type { Scope } from './scope.ts';

/** Ids of one page of Pinecone's list, at most. */
const listLimit = 100;

/** An id of the list, and the token of the page that it is on. */
interface ScanPlace {
  readonly id: string;
  readonly token: string | undefined;
}

/**
 * Pages in the order of the ids' bytes, by Pinecone's list and what is stored under each id. A filter that leaves few records is
 * asked for them first; each record is then looked at again, so that one that has changed meanwhile is judged by what it is.
 */
export async function* scanCollection(
  scope: Scope,
  walk: ScanWalk,
): AsyncGenerator<ScanPage, void, undefined> {
  const { begin, home, layout } = scope;
  for await (const places of inPages(placesOf(scope, walk), walk.pageSize)) {
    begin();
    const ids = places.map(({ id }) => id);
    const stored = await fetchRecords(scope, home, ids);
    const homes = ids.flatMap((id) => {
      const record = stored.get(id);
      const found = record === undefined ? undefined : layout.fromStored(record);
      return found !== undefined && matches(walk.filter, found.record) ? [found] : [];
    });
    const records = await completeRecords(scope, homes, walk.include);
    const last = places.at(-1);
    if (records.length === 0 || last === undefined) continue;
    yield { records, cursor: writeCursor({ token: last.token, after: last.id }) };
  }
}

/** Ids in order, after the cursor. */
async function* placesOf(scope: Scope, { after, filter }: ScanWalk): AsyncGenerator<ScanPlace> {
  const cursor = after === undefined ? undefined : readCursor(after);
  const isEverything = filter.op === 'and' && filter.nodes.length === 0;
  if (!isEverything) {
    const { ids, all } = await findIds(scope, filter);
    if (all) {
      for (const id of ids.toSorted()) {
        if (cursor === undefined || id > cursor.after) yield { id, token: cursor?.token };
      }
      return;
    }
  }
  yield* listed(scope, cursor);
}

async function* listed(
  { collection, info, home, namespace, begin, signal }: Scope,
  cursor: Cursor | undefined,
): AsyncGenerator<ScanPlace> {
  if (info.deployment === 'pod')
    throw unsupported(
      `a scan of "${collection}", an index of pods`,
      databaseName,
      'pods do not list their ids; scan with a filter that leaves fewer than 10,000 records',
    );
  for (let token = cursor?.token; ;) {
    begin();
    const { ids, next } = await home.data.list(namespace, { limit: listLimit, token }, signal);
    for (const id of ids) if (cursor === undefined || id > cursor.after) yield { id, token };
    if (next === undefined || next === '') return;
    token = next;
  }
}

async function* inPages(
  places: AsyncIterable<ScanPlace>,
  size: number,
): AsyncGenerator<ScanPlace[]> {
  let page: ScanPlace[] = [];
  for await (const place of places) {
    page.push(place);
    if (page.length === size) {
      yield page;
      page = [];
    }
  }
  if (page.length > 0) yield page;
}
