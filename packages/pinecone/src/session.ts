import { type CallOptions, NestvecError } from '@nestvec/core';
import {
  once,
  type Recent,
  recent,
  type ResolvedSpec,
  throwIfAborted,
  untilAborted,
  type WriteLock,
  writeLock,
} from '@nestvec/core/store';
import { recall } from './attach.ts';
import type { DataApi, IndexInfo, PineconeApi } from './api.ts';
import { connect } from './client.ts';
import { databaseName, foreignIndex, missingCollection, toStoreError } from './errors.ts';
import { type HomeMemory, isOurs, readMemory } from './memory.ts';
import { homeIndexName, vectorIndexName } from './names.ts';
import type { ResolvedOptions } from './options.ts';

/** An index of a collection. */
export interface IndexPlace {
  readonly index: string;
  readonly dimensions: number;
  readonly data: DataApi;
}

/** A collection as it was a moment ago. */
export interface FoundCollection {
  readonly info: IndexInfo;
  readonly home: IndexPlace;
  /** Without the vectors whose index is gone. Undefined where the first index is not ours. */
  readonly memory: HomeMemory | undefined;
  /** Indexes beside the first, by named vector. */
  readonly others: ReadonlyMap<string, IndexPlace>;
}

/** A collection that can be worked with. */
export interface OpenCollection extends FoundCollection {
  readonly memory: HomeMemory;
}

/** What a collection is opened for. */
export type Use = 'reading' | 'writing';

/** What a store and its tenants' views share. */
export interface Session {
  readonly options: ResolvedOptions;
  readonly lock: WriteLock;
  api(): Promise<PineconeApi>;
  /** Throws `closed` or `aborted`. Every call begins with it, and every request. */
  begin(operation: string, call: CallOptions | undefined): void;
  /** The collection; `undefined` where it does not exist. Asked for now, unless it is for a reading. */
  find(operation: string, call?: CallOptions, use?: Use): Promise<FoundCollection | undefined>;
  /**
   * The collection, for a reading as it was known a moment ago, for a write as it is now. Throws `not-found`, or `identity` for
   * an index of someone else.
   */
  open(operation: string, call: CallOptions | undefined, use: Use): Promise<OpenCollection>;
  /** Makes the next call ask again. */
  forget(): void;
  close(): Promise<void>;
}

/**
 * For how long a reading believes what it knows of a collection, in milliseconds. What another process adds to the collection
 * meanwhile is seen later by that much; an index that is gone is noticed at once.
 */
const knownMs = 2000;

/** A session; nothing is loaded or sent before the first call. */
export function createSession(options: ResolvedOptions): Session {
  const { client, collection } = options;
  const address = options.controllerHost ?? client?.getConfig().controllerHostUrl ?? '';
  // Without the key: two keys may be of one project, and two projects that wait for each other lose nothing.
  const lock = writeLock(databaseName, address, homeNameOf(options));
  const api = once(async () => await connect(options));
  const found: Recent<FoundCollection> = recent(
    async () => await findCollection(await api(), options, found.last()),
    knownMs,
  );
  let closed = false;
  const session: Session = {
    options,
    lock,
    api,
    begin(operation, call) {
      const where = `${databaseName}: ${operation} on "${collection}"`;
      if (closed)
        throw new NestvecError('closed', `${where} after close(); open it again`, {
          what: collection,
        });
      throwIfAborted(call, where);
    },
    async find(operation, call, use = 'writing') {
      const where = `${databaseName}: ${operation} on "${collection}"`;
      const finding = use === 'reading' ? found.get() : found.now();
      try {
        return await untilAborted(finding, call?.signal, where);
      } catch (error) {
        throw toStoreError(error, { collection, operation });
      }
    },
    async open(operation, call, use) {
      session.begin(operation, call);
      const one = await session.find(operation, call, use);
      if (one === undefined) throw missingCollection(collection, operation);
      const { memory, home } = one;
      if (memory === undefined) {
        found.forget();
        throw foreignIndex(collection, operation, home.index);
      }
      session.begin(operation, call);
      return { ...one, memory };
    },
    forget() {
      found.forget();
    },
    async close() {
      if (closed) return;
      closed = true;
      await lock.idle();
    },
  };
  return session;
}

/** The first index, which is the only one of an attached collection. */
function homeNameOf({ attach, collection }: ResolvedOptions): string {
  return attach === undefined ? homeIndexName(collection) : (attach.index ?? collection);
}

/**
 * Looks whether the first index is as it was; else at all of them. One list says it of every index of the project; what it
 * does not know is asked for by its name.
 */
async function findCollection(
  api: PineconeApi,
  options: ResolvedOptions,
  before: FoundCollection | undefined,
): Promise<FoundCollection | undefined> {
  const { attach, collection } = options;
  const name = homeNameOf(options);
  if (attach !== undefined) {
    const info = await api.describe(name);
    if (info === undefined) return undefined;
    const memory = recall(info, attach, collection);
    return { info, home: placeOf(api, info), memory, others: new Map() };
  }
  const seen = before === undefined ? undefined : await api.describe(name);
  if (before !== undefined && seen === undefined) return undefined;
  if (before !== undefined && seen !== undefined && isSame(before.info, seen)) return before;
  const listed = new Map((await api.list()).map((index) => [index.name, index]));
  const describe: Describe = async (index) => listed.get(index) ?? (await api.describe(index));
  const info = seen ?? (await describe(name));
  if (info === undefined) return undefined;
  const home = placeOf(api, info);
  const memory = readMemory(info.tags, collection);
  if (memory === undefined) return { info, home, memory, others: new Map() };
  const others = await findOthers(api, memory, describe);
  const vectors = Object.entries(memory.spec.vectors).filter(
    ([vector]) => vector === memory.home || others.has(vector),
  );
  const spec: ResolvedSpec = { ...memory.spec, vectors: Object.fromEntries(vectors) };
  const incomplete = memory.incomplete.filter((vector) => others.has(vector));
  return { info, home, memory: { ...memory, spec, incomplete }, others };
}

type Describe = (index: string) => Promise<IndexInfo | undefined>;

/** The indexes beside the first that are there and as they were made. */
async function findOthers(
  api: PineconeApi,
  { spec, home }: HomeMemory,
  describe: Describe,
): Promise<ReadonlyMap<string, IndexPlace>> {
  const names = Object.keys(spec.vectors).filter((name) => name !== home);
  const found = await Promise.all(
    names.map(async (name): Promise<(readonly [string, IndexPlace])[]> => {
      const info = await describe(vectorIndexName(spec.name, name));
      return info !== undefined && isIndexOf(info, spec, name) ? [[name, placeOf(api, info)]] : [];
    }),
  );
  return new Map(found.flat());
}

/** Whether an index was made for a named vector. */
export function isIndexOf(info: IndexInfo, spec: ResolvedSpec, name: string): boolean {
  return (
    isOurs(info.tags, spec.name, name) &&
    info.dimension === spec.vectors[name]?.dimensions &&
    info.state !== 'Terminating'
  );
}

function placeOf(api: PineconeApi, { name, host, dimension = 0 }: IndexInfo): IndexPlace {
  return { index: name, dimensions: dimension, data: api.data(host) };
}

function isSame(a: IndexInfo, b: IndexInfo): boolean {
  const keys = Object.keys(a.tags);
  return (
    a.host === b.host &&
    keys.length === Object.keys(b.tags).length &&
    keys.every((key) => a.tags[key] === b.tags[key])
  );
}
