import type { CallOptions } from '../async/signal.ts';
import { invalid } from '../errors.ts';
import { describeValue } from '../json.ts';
import { checkMethods } from '../options/check-methods.ts';
import { checkObjects } from '../options/check-list.ts';
import { checkNames } from '../options/check-names.ts';
import type { Store } from '../store/store.ts';
import { type Passage, toPassage } from './found-passage.ts';

const checkCall = checkNames<CallOptions>({ signal: true });

/** What stands around a passage in its document, nearest last before it and nearest first after it. */
export interface NeighborPassages {
  readonly before: readonly Passage[];
  readonly after: readonly Passage[];
}

/**
 * The `count` passages before and after each of these, in their order; all of the document where it is higher than that has. One request
 * for each step, however many passages. What is no longer stored ends the row, and so does what stands in it already. Rejects with
 * `invalid-input` for a wrong argument; what the store throws comes through.
 */
export async function neighborPassages(
  store: Pick<Store, 'get'>,
  passages: readonly Passage[],
  count: number,
  options: CallOptions = {},
): Promise<readonly NeighborPassages[]> {
  checkCall(options, 'options');
  checkMethods(store, ['get'], 'store', 'a store');
  checkObjects(passages, 'passages');
  checkNeighbors(count, 'count');
  const known = new Map(passages.map((passage) => [passage.id, passage]));
  const rows = passages.map((passage): Row => ({
    first: passage,
    last: passage,
    before: [],
    after: [],
    ids: new Set([passage.id]),
  }));
  for (let step = 0; step < count && rows.some(goesOn); step++) {
    const wanted = rows.flatMap(({ first, last }) => [first?.facts?.previous, last?.facts?.next]);
    await load(store, wanted, known, options);
    for (const row of rows) {
      row.first = newIn(row, known.get(row.first?.facts?.previous ?? ''));
      row.last = newIn(row, known.get(row.last?.facts?.next ?? ''));
      if (row.first !== undefined) row.before.unshift(row.first);
      if (row.last !== undefined) row.after.push(row.last);
    }
  }
  return rows.map(({ before, after }) => ({ before, after }));
}

interface Row {
  /** The ends that the next step goes on from. */
  first: Passage | undefined;
  last: Passage | undefined;
  readonly before: Passage[];
  readonly after: Passage[];
  /** All that stand in it, since facts that were written by hand may lead round in a circle. */
  readonly ids: Set<string>;
}

function goesOn({ first, last }: Row): boolean {
  return first?.facts?.previous !== undefined || last?.facts?.next !== undefined;
}

function newIn({ ids }: Row, passage: Passage | undefined): Passage | undefined {
  if (passage === undefined || ids.has(passage.id)) return undefined;
  ids.add(passage.id);
  return passage;
}

/** Checks how many neighbors are wanted. Throws `invalid-input`. */
export function checkNeighbors(count: unknown, path: string): void {
  if (!Number.isInteger(count) || Number(count) < 0)
    throw invalid(path, `must be 0 or a positive integer, got ${describeValue(count)}`);
}

/** Loads those that are not known yet. */
export async function load(
  store: Pick<Store, 'get'>,
  wanted: readonly (string | undefined)[],
  known: Map<string, Passage>,
  { signal }: CallOptions,
): Promise<void> {
  const ids = [...new Set(wanted)].filter((id) => id !== undefined && !known.has(id));
  const missing = ids.filter((id) => id !== undefined);
  if (missing.length === 0) return;
  for (const record of await store.get(missing, { include: { vectors: [] }, signal }))
    if (record !== undefined) known.set(record.id, toPassage(record));
}
