import { dot, type ResolvedSearch } from '@nestvec/core/store';
import { type FoundRows, foundRows, rowIdsOf } from './found-rows.ts';
import type { Scope } from './scope.ts';

/** Full vectors by the number of their row; `undefined` of a row that has none. */
export type VectorsByRow = Map<bigint, Float32Array | undefined>;

/**
 * Full vectors of a small table that searches have read. To read one from its place takes LanceDB 20 µs, and the hundreds of a search of two
 * stages take longer than everything else of it.
 */
export interface KeptVectors {
  /**
   * Those of a column in one version of one table, as `state` names both; of any other none are kept from then on. `bytes` is what all of the column
   * take; where those of all tables of the process are too many, the one that was searched longest ago loses its own.
   */
  of(state: string, column: string, bytes: number): VectorsByRow;
  /** The table may be another one from now on. */
  forget(): void;
}

/** Bytes that the vectors of one column may take: 12,288 of 1,024 numbers. Of a larger table none are kept. */
export const mostKeptBytes: number = 48 * 2 ** 20;

/** The same for all tables of a process together. */
const mostOfAll = 4 * mostKeptBytes;

/** Bytes of each table that keeps vectors, the one that was searched last at the end. */
const keeping = new Map<KeptVectors, number>();

/** Keeps nothing before its first use. */
export function createKeptVectors(): KeptVectors {
  const columns = new Map<string, { readonly vectors: VectorsByRow; readonly bytes: number }>();
  let newest: string | undefined;
  const kept: KeptVectors = {
    of(state, column, bytes) {
      if (state !== newest) columns.clear();
      newest = state;
      const vectors = columns.get(column)?.vectors ?? new Map<bigint, Float32Array | undefined>();
      columns.set(column, { vectors, bytes });
      keeping.delete(kept);
      keeping.set(kept, sumOf([...columns.values()].map((one) => one.bytes)));
      makeRoom(kept);
      return vectors;
    },
    forget() {
      keeping.delete(kept);
      columns.clear();
      newest = undefined;
    },
  };
  return kept;
}

function makeRoom(last: KeptVectors): void {
  for (const one of keeping.keys()) {
    if (one === last || sumOf([...keeping.values()]) <= mostOfAll) return;
    one.forget();
  }
}

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0);

/** What a search knows of each row that it found. */
export interface FoundVectors {
  readonly rows: FoundRows;
  readonly search: ResolvedSearch;
  /** The column of the full vectors. */
  readonly column: string;
  /** The score of a row by its short vector. */
  readonly scoreAt: (index: number) => number;
}

/**
 * The full vector of each row: kept ones as they are, others are read, all at once, and kept. `undefined` where a row has been written
 * again, moved or removed since it was found.
 */
export async function fullVectors(
  { table, layout, begin }: Pick<Scope, 'table' | 'layout' | 'begin'>,
  { rows, search, column, scoreAt }: FoundVectors,
  kept: VectorsByRow,
): Promise<((index: number) => Float32Array | undefined) | undefined> {
  const rowIdAt = rowIdsOf(rows);
  const keep = (found: FoundRows): void => {
    const idAt = rowIdsOf(found);
    const vectorAt = found.reader(column);
    // A copy: a view would hold everything that was read with it.
    for (let i = 0; i < found.count; i++) kept.set(idAt(i), layout.toUnit(vectorAt(i))?.slice());
  };
  if (rows.has(column)) keep(rows);
  const missing: bigint[] = [];
  for (let i = 0; i < rows.count; i++) {
    const id = rowIdAt(i);
    const isKept = rows.has(column) || (kept.has(id) && isOf(kept.get(id), search, scoreAt(i)));
    if (!isKept) missing.push(id);
  }
  if (missing.length > 0) {
    for (const id of missing) kept.delete(id);
    begin();
    const query = table.takeRowIds(missing).select([column]).withRowId();
    keep(foundRows(await query.toArrow()));
    if (missing.some((id) => !kept.has(id))) return undefined;
  }
  return (index) => kept.get(rowIdAt(index));
}

/**
 * Whether a vector is the one that the short one of the row was cut from: a table that was made anew by another process may have come
 * to the same version.
 */
function isOf(full: Float32Array | undefined, { vector }: ResolvedSearch, score: number): boolean {
  if (full === undefined || full.length < vector.length) return false;
  const start = full.subarray(0, vector.length);
  const length = Math.sqrt(dot(start, start));
  return Math.abs(dot(start, vector) / length - score) < 1e-4;
}
