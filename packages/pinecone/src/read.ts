import { type Include, NestvecError, type VectorRecord } from '@nestvec/core';
import { forEachInWindow, includedVectors } from '@nestvec/core/store';
import type { Call } from './call.ts';
import type { StoredRecord } from './api.ts';
import { databaseName } from './errors.ts';
import { fetchRecords } from './fetch.ts';
import { versionedId } from './ids.ts';
import type { HomeRecord } from './layout.ts';
import { select } from './record.ts';
import type { View } from './view.ts';

/** How often a record that was replaced while it was read is read again. */
const mostTries = 5;

/** Records by id; ids that are not stored are absent. */
export async function readRecords(
  view: View,
  ids: readonly string[],
  include: Include | undefined,
  call: Call,
): Promise<Map<string, VectorRecord>> {
  const { home, layout } = view;
  const homes = ids.map((id) => layout.homeId(id));
  const stored = await fetchRecords(view, home, homes, call);
  const whole = [...stored.values()].map(layout.fromStored);
  const records = await completeRecords(view, whole, include, call);
  return new Map(records.map((record) => [record.id, record]));
}

/**
 * Adds to records of the first index what lies elsewhere: their other vectors, all of one version, and long texts. A record that
 * is replaced in between is read again; one that is removed in between is left out.
 */
export async function completeRecords(
  view: View,
  homes: readonly HomeRecord[],
  include: Include | undefined,
  call: Call,
): Promise<VectorRecord[]> {
  const wanted = includedVectors(include, view.spec);
  const records = await withVectors(view, homes, wanted, call);
  if (include?.text === false) return records.map(({ record }) => asked(record, include));
  const texts = await readTexts(
    view,
    records.flatMap(({ home }) => home.textRef ?? []),
    call,
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
  view: View,
  homes: readonly HomeRecord[],
  wanted: readonly string[],
  call: Call,
): Promise<{ readonly home: HomeRecord; readonly record: VectorRecord }[]> {
  const others = wanted.filter((name) => view.others.has(name));
  let waiting = new Map(homes.map((home) => [home.home, home]));
  const done = new Map<string, { readonly home: HomeRecord; readonly record: VectorRecord }>();
  for (let tries = 0; waiting.size > 0; tries++) {
    const found = await fetchVectors(view, [...waiting.values()], others, call);
    const broken: HomeRecord[] = [];
    for (const home of waiting.values()) {
      const vectors: Record<string, Float32Array> = {};
      for (const name of wanted) {
        const vector =
          name === view.memory.home
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
    if (tries === mostTries) throw halfWritten(view, broken, call[0]);
    waiting = await readAgain(view, broken, call);
  }
  return homes.flatMap(({ home }) => done.get(home) ?? []);
}

async function readAgain(
  view: View,
  broken: readonly HomeRecord[],
  call: Call,
): Promise<Map<string, HomeRecord>> {
  const ids = broken.map(({ home }) => home);
  const stored = await fetchRecords(view, view.home, ids, call);
  return new Map([...stored].map(([id, record]) => [id, view.layout.fromStored(record)]));
}

async function fetchVectors(
  view: View,
  homes: readonly HomeRecord[],
  names: readonly string[],
  call: Call,
): Promise<ReadonlyMap<string, ReadonlyMap<string, StoredRecord>>> {
  const ids = homes.flatMap((home) => versionedIdOf(home) ?? []);
  const found = await Promise.all(
    names.map(async (name) => {
      const place = view.others.get(name);
      const records =
        place === undefined
          ? new Map<string, StoredRecord>()
          : await fetchRecords(view, place, ids, call);
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
  { session, collection }: View,
  keys: readonly string[],
  call: Call,
): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  const { longText, concurrency } = session.options;
  await forEachInWindow(new Set(keys), concurrency, async (key) => {
    session.begin(...call);
    const text = await longText?.get(key);
    if (text !== undefined) {
      texts.set(key, text);
      return;
    }
    const problem =
      longText === undefined
        ? 'holds texts that are kept elsewhere; give longText as when they were written'
        : `holds a text that longText does not have under ${key}; leave it out with include.text`;
    throw new NestvecError('store', `${databaseName}: ${call[0]} on "${collection}" ${problem}`, {
      database: databaseName,
      collection,
      operation: call[0],
      unconfirmedIds: [],
      retryable: false,
    });
  });
  return texts;
}

function halfWritten(
  { collection }: View,
  broken: readonly HomeRecord[],
  operation: string,
): NestvecError<'store'> {
  const shown = broken
    .slice(0, 3)
    .map(({ record }) => JSON.stringify(record.id).slice(0, 60))
    .join(', ');
  return new NestvecError(
    'store',
    `${databaseName}: ${operation} on "${collection}": ${broken.length} records lack vectors that they were written with (${shown}); check({ repair: true }) finds all of them and repairs what can be`,
    { database: databaseName, collection, operation, unconfirmedIds: [], retryable: false },
  );
}
