import type { ResolvedVector } from '@nestvec/core/store';
import { indexType, nativeOf } from './native.ts';
import type { Aim, VectorColumn } from './layout.ts';
import { raw, sql, type Sql } from './sql.ts';
import { vector as wire } from './wire.ts';

/** Rows of an index of bits that are compared by their full numbers, for each one wanted. */
const bitOversample = 16;

/** A query as SQL. */
export function vectorValue(query: Float32Array): Sql {
  return sql`${wire.encode(query)}::vector`;
}

/** The column of a named vector of ours. Unit vectors are ordered alike by the inner product and by the cosine. */
export function ownVector(
  column: Sql,
  name: string,
  vector: ResolvedVector,
  isIndexed: boolean,
): VectorColumn {
  const type = nativeOf(vector, name).column ?? 'vector';
  return {
    value: column,
    distance: (query) => sql`(${column} <#> ${vectorValue(query)}::${raw(type)})`,
    similarity: (distance) => -distance,
    aim: isIndexed ? aimAt(column, name, vector) : undefined,
  };
}

/** What an index of ours holds of a column. */
export function indexedValue(column: Sql, name: string, vector: ResolvedVector): Sql {
  const { column: stored = 'vector' } = nativeOf(vector, name);
  const type = indexType(vector, name);
  if (type === stored) return column;
  const bits = raw(`${type}(${vector.dimensions})`);
  return type === 'bit' ? sql`(binary_quantize(${column})::${bits})` : sql`(${column}::${bits})`;
}

function aimAt(column: Sql, name: string, vector: ResolvedVector): Aim {
  const { index = 'hnsw', efSearch, probes } = nativeOf(vector, name);
  const type = indexType(vector, name);
  const indexed = indexedValue(column, name, vector);
  const sized = raw(`${type}(${vector.dimensions})`);
  return {
    order: (query) =>
      type === 'bit'
        ? sql`${indexed} <~> (binary_quantize(${vectorValue(query)})::${sized})`
        : sql`${indexed} <#> (${vectorValue(query)}::${sized})`,
    oversample: type === 'bit' ? bitOversample : 1,
    settings: (limit) => searchSettings(index, efSearch ?? limit, probes),
  };
}

/**
 * Settings of one search through an index. It goes on until enough rows pass the filter, and ends at what memory it may take; then
 * every row is compared.
 */
export function searchSettings(
  method: string,
  candidates: number,
  probes: number = usualProbes,
): Readonly<Record<string, string>> {
  if (method === 'ivfflat')
    return { 'ivfflat.probes': String(probes), 'ivfflat.iterative_scan': 'relaxed_order' };
  return {
    'hnsw.ef_search': String(Math.min(1000, Math.max(100, candidates))),
    'hnsw.iterative_scan': 'strict_order',
    'hnsw.max_scan_tuples': '2147483647',
  };
}

const usualProbes = 10;
