import { once, writeLock } from '@nestvec/core/kit';
import {
  type OpenCollection as Open,
  type ResolvedSpec,
  storeSession,
  type StoreSession,
} from '@nestvec/core/store';
import { recall } from './attach.ts';
import { checkLiveFields } from './attach-fields.ts';
import type { DataApi, IndexInfo, PineconeApi } from './api.ts';
import { connect } from './client.ts';
import { databaseName, errors } from './errors.ts';
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
export type OpenCollection = Open<FoundCollection>;

/** What the stores of a collection and of its tenants share. */
export interface Session extends StoreSession<FoundCollection> {
  readonly options: ResolvedOptions;
  api(): Promise<PineconeApi>;
}

/** A session; it loads and sends nothing before the first call. */
export function createSession(options: ResolvedOptions): Session {
  const { client, collection } = options;
  const address = options.controllerHost ?? client?.getConfig().controllerHostUrl ?? '';
  const api = once(async () => await connect(options));
  const { attach } = options;
  let fieldsAreRight = false;
  const session: StoreSession<FoundCollection> = storeSession({
    database: databaseName,
    collection,
    // Without the key: two keys may be of one project, and two projects that wait for each other lose nothing.
    lock: writeLock(databaseName, address, homeNameOf(options)),
    errors,
    async find() {
      const found = await findCollection(await api(), options, session.last());
      if (attach !== undefined && found !== undefined && !fieldsAreRight) {
        await checkLiveFields(found.home.data, attach, found.info);
        fieldsAreRight = true;
      }
      return found;
    },
    close: async () => {},
  });
  return { ...session, options, api };
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
