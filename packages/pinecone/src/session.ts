import { type CallOptions, NestvecError } from '@nestvec/core';
import { writeLock, type ResolvedSpec, throwIfAborted, type WriteLock } from '@nestvec/core/store';
import { recall } from './attach.ts';
import type { DataApi, IndexInfo, PineconeApi, Tags } from './api.ts';
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

/** What a store and its tenants' views share. */
export interface Session {
  readonly options: ResolvedOptions;
  readonly lock: WriteLock;
  api(): Promise<PineconeApi>;
  /** Throws `closed` or `aborted`. Every call begins with it, and every request. */
  begin(operation: string, call: CallOptions | undefined): void;
  /** The collection, asked for now; `undefined` where it does not exist. */
  find(operation: string): Promise<FoundCollection | undefined>;
  /**
   * The collection, for a reading as it was known a moment ago, for a write as it is now. Throws `not-found`, or `identity` for
   * an index of someone else.
   */
  open(
    operation: string,
    call: CallOptions | undefined,
    use: 'reading' | 'writing',
  ): Promise<OpenCollection>;
  /** Makes the next call ask again. */
  forget(): void;
  close(): Promise<void>;
}

/** For how long a reading believes what it knows of a collection, in milliseconds. */
const knownMs = 10_000;

/** A session; nothing is loaded or sent before the first call. */
export function createSession(options: ResolvedOptions): Session {
  const { apiKey = '', client, collection, controllerHost = '' } = options;
  const lock = writeLock(databaseName, client ?? apiKey, controllerHost, collection);
  let closed = false;
  let api: Promise<PineconeApi> | undefined;
  let known: { readonly open: OpenCollection; readonly at: number } | undefined;
  const session: Session = {
    options,
    lock,
    api: () => (api ??= connect(options)),
    begin(operation, call) {
      const where = `${databaseName}: ${operation} on "${collection}"`;
      if (closed)
        throw new NestvecError('closed', `${where} after close(); open it again`, {
          what: collection,
        });
      throwIfAborted(call, where);
    },
    async find(operation) {
      try {
        return await findCollection(await session.api(), options, known?.open);
      } catch (error) {
        throw toStoreError(error, { collection, operation });
      }
    },
    async open(operation, call, use) {
      session.begin(operation, call);
      if (use === 'reading' && known !== undefined && Date.now() - known.at < knownMs)
        return known.open;
      const found = await session.find(operation);
      if (found?.memory === undefined) known = undefined;
      if (found === undefined) throw missingCollection(collection, operation);
      const { memory, home } = found;
      if (memory === undefined) throw foreignIndex(collection, operation, home.index);
      session.begin(operation, call);
      known = { open: { ...found, memory }, at: Date.now() };
      return known.open;
    },
    forget() {
      known = undefined;
    },
    async close() {
      if (closed) return;
      closed = true;
      await lock.idle();
    },
  };
  return session;
}

/** Looks at the first index, and at the others unless the first is as it was. */
async function findCollection(
  api: PineconeApi,
  { attach, collection }: ResolvedOptions,
  before: OpenCollection | undefined,
): Promise<FoundCollection | undefined> {
  const name = attach === undefined ? homeIndexName(collection) : (attach.index ?? collection);
  const info = await api.describe(name);
  if (info === undefined) return undefined;
  if (
    before !== undefined &&
    before.info.host === info.host &&
    sameTags(before.info.tags, info.tags)
  )
    return before;
  const home = placeOf(api, info);
  if (attach !== undefined)
    return { info, home, memory: recall(info, attach, collection), others: new Map() };
  const memory = readMemory(info.tags, collection);
  if (memory === undefined) return { info, home, memory, others: new Map() };
  const others = await findOthers(api, memory);
  const vectors = Object.entries(memory.spec.vectors).filter(
    ([name]) => name === memory.home || others.has(name),
  );
  const spec: ResolvedSpec = { ...memory.spec, vectors: Object.fromEntries(vectors) };
  const incomplete = memory.incomplete.filter((name) => others.has(name));
  return { info, home, memory: { ...memory, spec, incomplete }, others };
}

/** The indexes beside the first that are there and as they were made. */
async function findOthers(
  api: PineconeApi,
  { spec, home }: HomeMemory,
): Promise<ReadonlyMap<string, IndexPlace>> {
  const names = Object.keys(spec.vectors).filter((name) => name !== home);
  const found = await Promise.all(
    names.map(async (name): Promise<(readonly [string, IndexPlace])[]> => {
      const info = await api.describe(vectorIndexName(spec.name, name));
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

function sameTags(a: Tags, b: Tags): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
}
