import { type CallOptions, truncate } from '@nestvec/core';
import { invalid } from '@nestvec/core/kit';
import type { StoredRecord, WireRecord } from './api.ts';
import { fetchRecords } from './fetch.ts';
import { namespacesOf, pagesOf, put } from './fill.ts';
import { versionOf, versionTime } from './ids.ts';
import { keysOf } from './keys.ts';
import { versionedIdOf } from './read.ts';
import type { HomeRecord } from './layout.ts';
import { toVersioned } from './record.ts';
import type { OpenCollection, IndexPlace, Session } from './session.ts';
import { type Scope, namespaceScope } from './scope.ts';
import { idsPerRemoval } from './write.ts';

/** Options of `PineconeStore.check`. */
export interface CheckOptions extends CallOptions {
  /** Whether to take garbage away and to compute what can be computed. Default false. */
  readonly repair?: boolean | undefined;
  /** Vectors younger than this, in milliseconds, may belong to a write under way and are left alone. Default: ten minutes. */
  readonly keepMs?: number | undefined;
}

/** What `PineconeStore.check` found. */
export interface CheckReport {
  readonly records: number;
  /** Vectors that no record names: left by writes that broke off, or replaced. No reading gives them; they cost storage. */
  readonly garbage: number;
  /** Records that lack vectors which they were written with. Reading those fails until they are repaired or written again. */
  readonly incomplete: readonly IncompleteRecord[];
  /** How many of the incomplete records are whole again. */
  readonly repaired: number;
}

/** A record that lacks vectors. */
export interface IncompleteRecord {
  readonly id: string;
  /** The tenant's name, where there are tenants. */
  readonly tenant?: string | undefined;
  readonly missing: readonly string[];
}

/** Goes through everything that is stored and compares the indexes. It reads every record, so it takes as long as a scan. */
export async function checkCollection(
  session: Session,
  open: OpenCollection,
  tenant: string | undefined,
  options: CheckOptions | undefined,
): Promise<CheckReport> {
  const { keepMs = 10 * 60_000, repair = false } = options ?? {};
  if (!(keepMs >= 0)) throw invalid('keepMs', `must be 0 or more, got ${keepMs}`);
  const before = Date.now() - keepMs;
  const incomplete: IncompleteRecord[] = [];
  let [records, garbage, repaired] = [0, 0, 0];
  for (const namespace of tenant === undefined ? await namespacesOf(open) : [tenant]) {
    const scope = namespaceScope(session, open, namespace, 'check', options);
    const ofTenant = open.memory.spec.tenants ? { tenant: namespace } : {};
    for await (const homes of pagesOf(scope)) {
      records += homes.length;
      const found = await findIncomplete(scope, homes);
      incomplete.push(...found.map(({ id, missing }) => ({ id, missing, ...ofTenant })));
      if (repair) repaired += await complete(scope, found);
    }
    for (const place of open.others.values()) garbage += await sweep(scope, place, before, repair);
  }
  return { records, garbage, incomplete, repaired };
}

interface Incomplete {
  readonly id: string;
  readonly home: HomeRecord;
  readonly missing: readonly string[];
  readonly vectors: ReadonlyMap<string, Float32Array>;
}

async function findIncomplete(
  scope: Scope,
  homes: readonly HomeRecord[],
): Promise<readonly Incomplete[]> {
  const ids = homes.flatMap((home) => versionedIdOf(home) ?? []);
  const found = new Map<string, ReadonlyMap<string, StoredRecord>>();
  for (const [name, place] of scope.others) found.set(name, await fetchRecords(scope, place, ids));
  return homes.flatMap((home): Incomplete[] => {
    const vectors = new Map<string, Float32Array>();
    if (home.vector !== undefined) vectors.set(scope.memory.home, home.vector);
    for (const [name, records] of found) {
      const vector = records.get(versionedIdOf(home) ?? '')?.values;
      if (vector !== undefined) vectors.set(name, vector);
    }
    const missing = home.written.filter((name) => scope.others.has(name) && !vectors.has(name));
    return missing.length === 0 ? [] : [{ id: home.record.id, home, missing, vectors }];
  });
}

/** Computes missing vectors from larger ones of the same record. Gives how many records are whole then. */
async function complete(scope: Scope, found: readonly Incomplete[]): Promise<number> {
  const records = new Map<IndexPlace, WireRecord[]>();
  let whole = 0;
  for (const { home, missing, vectors } of found) {
    let left = missing.length;
    for (const name of missing) {
      const place = scope.others.get(name);
      const source = sourceOf(scope, name, vectors);
      if (place === undefined || source === undefined || home.version === undefined) continue;
      const vector = truncate(source, place.dimensions);
      const record = toVersioned(home.record, vector, scope.spec, home.version);
      records.set(place, [...(records.get(place) ?? []), record]);
      left -= 1;
    }
    if (left === 0) whole += 1;
  }
  for (const [place, some] of records) await put(scope, place, some);
  return whole;
}

function sourceOf(
  { spec }: Scope,
  name: string,
  vectors: ReadonlyMap<string, Float32Array>,
): Float32Array | undefined {
  const wanted = spec.vectors[name];
  if (wanted === undefined) return undefined;
  const [best] = [...vectors]
    .filter(
      ([other, { length }]) =>
        spec.vectors[other]?.modality === wanted.modality && length >= wanted.dimensions,
    )
    .sort(([, a], [, b]) => a.length - b.length);
  return best?.[1];
}

/** Counts the vectors of one index that no record names, and takes them away if asked. */
async function sweep(
  scope: Scope,
  place: IndexPlace,
  before: number,
  repair: boolean,
): Promise<number> {
  const { home, layout, namespace, begin, signal } = scope;
  const garbage: string[] = [];
  for (let token: string | undefined; ;) {
    begin();
    const { ids, next } = await place.data.list(namespace, { limit: 100, token }, signal);
    const old = ids.filter((id) => versionTime(versionOf(id)) < before);
    const keys = await keysOf(scope, place, old);
    const stored = await fetchRecords(scope, home, keys.values());
    for (const id of old) {
      const record = stored.get(keys.get(id) ?? '');
      if (record === undefined || layout.fromStored(record).version !== versionOf(id))
        garbage.push(id);
    }
    if (next === undefined || next === '') break;
    token = next;
  }
  if (!repair) return garbage.length;
  for (let start = 0; start < garbage.length; start += idsPerRemoval) {
    begin();
    await place.data.remove(namespace, garbage.slice(start, start + idsPerRemoval));
  }
  return garbage.length;
}
