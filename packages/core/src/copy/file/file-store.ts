import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { CallOptions } from '../../async/signal.ts';
import { invalid, unsupported } from '../../errors.ts';
import { hasChanged, writtenWhileRead } from '../../file-change.ts';
import type { VectorRecord } from '../../record/record.ts';
import { includedVectors } from '../../search/check-include.ts';
import type { Include } from '../../search/search.ts';
import { noAliases } from '../../store/alias/alias-errors.ts';
import { observeMemory } from '../../store/collection/observe-collection.ts';
import type { ScanOptions, ScanPage, Store } from '../../store/store.ts';
import { fileError } from './file-error.ts';
import type { RecordFile } from './record-file.ts';
import { type NumberedRecord, openRecords, type RecordReader } from './record-reader.ts';
import { createRowIndex, type IndexedRow, type RowIndex } from './row-index.ts';

/** A file as a collection that is only read. */
export interface OpenedFile {
  readonly store: Store;
  /** The database that the spec's native options are of. */
  readonly database: string;
  /** Ends its use and removes what was kept beside it. */
  close(): Promise<void>;
}

const fileStores = new WeakSet<object>();

/** Whether a store is a file: its records are read in their order, whichever are wanted, and nothing is searched. */
export function isFileStore(store: Store): boolean {
  return fileStores.has(store);
}

/**
 * Opens a file and looks through all of it, so that whatever is wrong with it is said before anything is written anywhere. Throws
 * `invalid-input` that names the row.
 */
export async function openFileStore(file: RecordFile, call: CallOptions): Promise<OpenedFile> {
  const path = resolve(file.path);
  const facts = await stat(path).catch((error: unknown) => {
    throw fileError(file.path, error);
  });
  const reader = await openRecords(file, path);
  try {
    const rows = await createRowIndex();
    try {
      await lookThrough(reader, rows, file.path, call);
      if (hasChanged(facts, await stat(path)))
        throw invalid('path', `${file.path} ${writtenWhileRead}`);
    } catch (error) {
      await rows.close();
      throw error;
    }
    const mark = createHash('sha256').update(`${facts.size} ${facts.mtimeMs}`).digest('hex');
    const shared = {
      path,
      reader,
      rows,
      mark: mark.slice(0, 16),
      resting: new Map<number, Walk>(),
    };
    return {
      store: storeOf(shared, undefined),
      database: reader.database,
      async close() {
        for (const walk of shared.resting.values()) await walk.return(undefined);
        await rows.close();
        await reader.close();
      },
    };
  } catch (error) {
    await reader.close();
    throw error;
  }
}

async function lookThrough(
  reader: RecordReader,
  rows: RowIndex,
  name: string,
  call: CallOptions,
): Promise<void> {
  for await (const { number, tenant, record } of reader.records(0, call)) {
    const first = rows.add(number, tenant ?? '', record.id);
    if (first !== undefined)
      throw invalid(
        `${name}:${number}`,
        `has the id ${JSON.stringify(record.id.slice(0, 60))}, and so has ${name}:${first}; each may be there once`,
      );
  }
  rows.ready();
}

type Walk = AsyncGenerator<NumberedRecord, void, undefined>;

/** What all views of one file have in common. */
interface Shared {
  readonly path: string;
  readonly reader: RecordReader;
  readonly rows: RowIndex;
  /** Of this version of the file: a cursor of another one says nothing about it. */
  readonly mark: string;
  /** Walks that have come to a row and were left there, by it: the next tenant's may go on with one, and not begin anew. */
  readonly resting: Map<number, Walk>;
}

const refused = [
  'plan',
  'apply',
  'upsert',
  'update',
  'search',
  'searchMany',
  'list',
  'remove',
  'facets',
  'optimize',
  'drop',
  'removeTenant',
] as const;

function refuse(what: string): () => Promise<never> {
  return async () =>
    await Promise.reject(unsupported(what, 'a file', 'copy it into a collection first'));
}

function storeOf(shared: Shared, tenantName: string | undefined): Store {
  const { path, reader, rows } = shared;
  const { spec } = reader;
  // Each name of the list is there.
  const none = Object.fromEntries(refused.map((name) => [name, refuse(name)])) as unknown as Pick<
    Store,
    (typeof refused)[number]
  >;
  const store: Store = {
    ...none,
    database: 'file',
    collection: path,
    tenantName,
    capabilities: {
      namedVectors: 'native',
      addVector: false,
      coarseToFull: 'emulated',
      words: false,
      quantization: ['none'],
      facets: 'emulated',
      sort: false,
      textFilter: false,
      startsWith: false,
      exact: false,
      tenants: 'field',
      aliases: false,
      readAfterWrite: 'immediate',
      machines: 'one',
    },
    limits: {
      recordsPerUpsert: 1,
      bytesPerUpsert: 1,
      metadataBytes: Number.POSITIVE_INFINITY,
      candidates: 1,
      concurrency: 1,
    },
    aliases: noAliases('a file'),
    scan: (options = {}) => scan(shared, tenantName, options),
    async get(ids, { include } = {}) {
      const wanted = new Map(
        ids.flatMap((id): [number, string][] => {
          const row = rows.find(tenantName, id);
          return row === undefined ? [] : [[row, id]];
        }),
      );
      const found = new Map<string, VectorRecord>();
      const last = Math.max(0, ...wanted.keys());
      const first = Math.min(last, ...wanted.keys());
      if (wanted.size > 0)
        for await (const { number, record } of reader.records(first - 1, {})) {
          if (wanted.has(number)) found.set(record.id, picked(record, include, spec));
          if (number >= last) break;
        }
      return ids.map((id) => found.get(id));
    },
    count: async () => await Promise.resolve(rows.count(tenantName)),
    async describe() {
      const observed = observeMemory({ spec, incomplete: [] });
      return await Promise.resolve({ spec, observed, count: rows.count(tenantName) });
    },
    tenant: (name) => storeOf(shared, name),
    tenants: async () => await Promise.resolve(spec.tenants ? rows.tenants() : []),
    resolve: async () => await Promise.resolve(store),
    close: async () => {},
  };
  fileStores.add(store);
  return store;
}

async function* scan(
  shared: Shared,
  tenant: string | undefined,
  { include, pageSize = 256, after, signal }: ScanOptions,
): AsyncGenerator<ScanPage, void, undefined> {
  const { reader, rows, mark } = shared;
  let row = rowOfCursor(after, mark);
  const isIdsAlone =
    include?.metadata === false && include.text === false && include.vectors?.length === 0;
  const walks = walkFrom(shared, signal);
  try {
    for (;;) {
      const listed = rows.after(row, tenant, pageSize);
      const last = listed.at(-1);
      if (last === undefined) return;
      const records = isIdsAlone
        ? listed.map(({ id }) => ({ id, vectors: {}, metadata: {} }))
        : (await walks.read(listed)).map((record) => picked(record, include, reader.spec));
      ({ row } = last);
      yield { records, cursor: `${mark}:${row}` };
    }
  } finally {
    await walks.rest();
  }
}

/** Reads rows on from where an earlier walk rests, if that is before them. */
function walkFrom({ path, reader, resting }: Shared, signal: AbortSignal | undefined) {
  let walk: Walk | undefined;
  let at = 0;
  return {
    async read(wanted: readonly IndexedRow[]): Promise<VectorRecord[]> {
      const { row: first } = wanted[0] ?? { row: 1 };
      if (walk === undefined) {
        at = Math.max(0, ...[...resting.keys()].filter((row) => row < first));
        walk = resting.get(at) ?? reader.records(at === 0 ? first - 1 : at, { signal });
        resting.delete(at);
      }
      const going = walk;
      walk = undefined; // one that failed does not rest
      const found: VectorRecord[] = [];
      for (const { row, id } of wanted) {
        do {
          const next = await going.next();
          if (next.done === true) throw invalid('path', `${path} ${writtenWhileRead}`);
          ({ number: at } = next.value);
          if (at !== row) continue;
          if (next.value.record.id !== id) throw invalid('path', `${path} ${writtenWhileRead}`);
          found.push(next.value.record);
        } while (at < row);
      }
      walk = going;
      return found;
    },
    async rest(): Promise<void> {
      if (walk === undefined) return;
      await resting.get(at)?.return(undefined);
      resting.set(at, walk);
    },
  };
}

function rowOfCursor(cursor: string | undefined, mark: string): number {
  const [version, row] = cursor?.split(':') ?? [];
  return version === mark ? Number(row) : 0;
}

function picked(
  record: VectorRecord,
  include: Include | undefined,
  spec: RecordReader['spec'],
): VectorRecord {
  const wanted = includedVectors(include, spec);
  const vectors = Object.fromEntries(
    wanted.flatMap((name) => {
      const vector = record.vectors[name];
      return vector === undefined ? [] : [[name, vector]];
    }),
  );
  return { ...record, vectors };
}
