import { NestvecError, type VectorRecord } from '@nestvec/core';
import { forEachInWindow } from '@nestvec/core/kit';
import { type Include, includedVectors } from '@nestvec/core/store';
import type { StoredRecord } from './api.ts';
import { databaseName } from './errors.ts';
import { fetchRecords } from './fetch.ts';
import { versionedId } from './ids.ts';
import type { HomeRecord } from './layout.ts';
import { select } from './record.ts';
import type { Scope } from './scope.ts';

/** How often a record that was replaced while it was read is read again. */
const mostTries = 5;

/** Records by id; ids that are not stored are absent. */
export async function readRecords(
  scope: Scope,
  ids: readonly string[],
  include: Include | undefined,
): Promise<Map<string, VectorRecord>> {
  const { home, layout } = scope;
  const homes = ids.map((id) => layout.homeId(id));
  const stored = await fetchRecords(scope, home, homes);
  const whole = [...stored.values()].map(layout.fromStored);
  const records = await completeRecords(scope, whole, include);
  return new Map(records.map((record) => [record.id, record]));
}

/**
 * Adds to records of the first index what lies elsewhere: their other vectors, all of one version, and long texts. A record that
 * is replaced in between is read again; one that is removed in between is left out.
 */
export async function completeRecords(
  scope: Scope,
  homes: readonly HomeRecord[],
  include: Include | undefined,
): Promise<VectorRecord[]> {
  const wanted = includedVectors(include, scope.spec);
  const records = await withVectors(scope, homes, wanted);
  if (include?.text === false) return records.map(({ record }) => asked(record, include));
  const texts = await readTexts(
    scope,
    records.flatMap(({ home }) => home.textRef ?? []),
  );
  return records.map(({ home, record }) => {
    const text = home.textRef === undefined ? undefined : texts.get(home.textRef);
    return asked(text === undefined ? record : { ...record, text }, include);
  });
}

function asked(record: VectorRecord, include: Include | undefined): VectorRecord {
  const { vectors, ...rest } = record;
  return { ...select(rest, include), vectors };
}

/** Records of the first index with their vectors. */
export async function withVectors(
  scope: Scope,
  homes: readonly HomeRecord[],
  wanted: readonly string[],
): Promise<{ readonly home: HomeRecord; readonly record: VectorRecord }[]> {
  const others = wanted.filter((name) => scope.others.has(name));
  let waiting = new Map(homes.map((home) => [home.home, home]));
  const done = new Map<string, { readonly home: HomeRecord; readonly record: VectorRecord }>();
  for (let tries = 0; waiting.size > 0; tries++) {
    const found = await fetchVectors(scope, [...waiting.values()], others);
    const broken: HomeRecord[] = [];
    for (const home of waiting.values()) {
      const vectors: Record<string, Float32Array> = {};
      for (const name of wanted) {
        const vector =
          name === scope.memory.home
            ? home.vector
            : found.get(name)?.get(versionedIdOf(home) ?? '')?.values;
        if (vector !== undefined) vectors[name] = vector;
      }
      const isWhole = others.every(
        (name) => Object.hasOwn(vectors, name) || !home.written.includes(name),
      );
      if (isWhole) done.set(home.home, { home, record: { ...home.record, vectors } });
      else broken.push(home);
    }
    if (tries === mostTries) throw halfWritten(scope, broken);
    waiting = await readAgain(scope, broken);
  }
  return homes.flatMap(({ home }) => done.get(home) ?? []);
}

async function readAgain(
  scope: Scope,
  broken: readonly HomeRecord[],
): Promise<Map<string, HomeRecord>> {
  const ids = broken.map(({ home }) => home);
  const stored = await fetchRecords(scope, scope.home, ids);
  return new Map([...stored].map(([id, record]) => [id, scope.layout.fromStored(record)]));
}

async function fetchVectors(
  scope: Scope,
  homes: readonly HomeRecord[],
  names: readonly string[],
): Promise<ReadonlyMap<string, ReadonlyMap<string, StoredRecord>>> {
  const ids = homes.flatMap((home) => versionedIdOf(home) ?? []);
  const found = await Promise.all(
    names.map(async (name) => {
      const place = scope.others.get(name);
      const records =
        place === undefined
          ? new Map<string, StoredRecord>()
          : await fetchRecords(scope, place, ids);
      return [name, records] as const;
    }),
  );
  return new Map(found);
}

/** Where a record's other vectors lie. */
export function versionedIdOf({ home, version }: HomeRecord): string | undefined {
  return version === undefined ? undefined : versionedId(home, version);
}

/** Long texts by their keys. Throws where one can't be read. */
export async function readTexts(
  { session, collection, operation, begin }: Scope,
  keys: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  const { longText, concurrency } = session.options;
  await forEachInWindow(new Set(keys), concurrency, async (key) => {
    begin();
    const text = await longText?.get(key);
    if (text !== undefined) {
      texts.set(key, text);
      return;
    }
    const problem =
      longText === undefined
        ? 'holds texts that are kept elsewhere; give longText as when they were written'
        : `holds a text that longText does not have under ${key}; leave it out with include.text`;
    throw new NestvecError('store', `${databaseName}: ${operation} on "${collection}" ${problem}`, {
      database: databaseName,
      collection,
      operation: operation,
      unconfirmedIds: [],
      retryable: false,
    });
  });
  return texts;
}

function halfWritten(
  { collection, operation }: Scope,
  broken: readonly HomeRecord[],
): NestvecError<'store'> {
  const shown = broken
    .slice(0, 3)
    .map(({ record }) => JSON.stringify(record.id).slice(0, 60))
    .join(', ');
  return new NestvecError(
    'store',
    `${databaseName}: ${operation} on "${collection}": ${broken.length === 1 ? '1 record lacks vectors that it was' : `${broken.length} records lack vectors that they were`} written with (${shown}); check({ repair: true }) finds all of them and repairs what can be`,
    { database: databaseName, collection, operation, unconfirmedIds: [], retryable: false },
  );
}
