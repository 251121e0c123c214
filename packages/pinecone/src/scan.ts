import {
  type CallOptions,
  matches,
  parseFilter,
  type ScanOptions,
  type ScanPage,
  type VectorRecord,
} from '@nestvec/core';
import { checkInclude, invalid, unsupported } from '@nestvec/core/store';
import { databaseName, toStoreError } from './errors.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { fetchRecords } from './fetch.ts';
import { findIds } from './find-ids.ts';
import { completeRecords } from './read.ts';
import { explain, type View } from './view.ts';

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
  open: () => Promise<View>,
  options: ScanOptions,
): AsyncGenerator<ScanPage, void, undefined> {
  const { pageSize = 256, include } = options;
  if (!Number.isInteger(pageSize) || pageSize < 1)
    throw invalid('pageSize', `must be a positive integer, got ${pageSize}`);
  const view = await open();
  const { collection, session, spec } = view;
  checkInclude(include, spec);
  const filter = parseFilter(options.filter, spec.fields);
  try {
    let records: VectorRecord[] = [];
    for await (const places of inPages(placesOf(view, options), pageSize)) {
      session.begin('scan', options);
      const ids = places.map(({ id }) => id);
      const stored = await fetchRecords(view, view.home, ids, ['scan', options]);
      const homes = ids.flatMap((id) => {
        const record = stored.get(id);
        const home = record === undefined ? undefined : view.layout.fromStored(record);
        return home !== undefined && matches(filter, home.record.metadata) ? [home] : [];
      });
      records = await completeRecords(view, homes, include, ['scan', options]);
      const last = places.at(-1);
      if (records.length === 0 || last === undefined) continue;
      yield { records, cursor: writeCursor({ token: last.token, after: last.id }) };
    }
  } catch (error) {
    session.begin('scan', options);
    throw toStoreError(await explain(session, 'scan', error), { collection, operation: 'scan' });
  }
}

/** Ids in order, after the cursor. */
async function* placesOf(view: View, options: ScanOptions): AsyncGenerator<ScanPlace> {
  const cursor = options.after === undefined ? undefined : readCursor(options.after);
  const filter = parseFilter(options.filter, view.spec.fields);
  if (options.filter !== undefined) {
    const { ids, all } = await findIds(view, filter, ['scan', options]);
    if (all) {
      for (const id of ids.toSorted()) {
        if (cursor === undefined || id > cursor.after) yield { id, token: cursor?.token };
      }
      return;
    }
  }
  yield* listed(view, cursor, options);
}

async function* listed(
  { collection, info, session, home, namespace }: View,
  cursor: ReturnType<typeof readCursor> | undefined,
  call: CallOptions,
): AsyncGenerator<ScanPlace> {
  if (info.deployment === 'pod')
    throw unsupported(
      `a scan of "${collection}", an index of pods`,
      databaseName,
      'pods do not list their ids; scan with a filter that leaves fewer than 10,000 records',
    );
  for (let token = cursor?.token; ;) {
    session.begin('scan', call);
    const { ids, next } = await home.data.list(namespace, { limit: listLimit, token }, call.signal);
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
