import type { Aim, VectorColumn } from './layout.ts';
import { name, raw, sql } from './sql.ts';
import { type IndexInfo, indexesOf, type TableInfo } from './table-info.ts';
import { searchSettings, vectorValue } from './vector-column.ts';

/** A column of vectors that someone else made: they may have any length, and are compared by the cosine. */
export function attachedVector(of: string, dimensions: number, info: TableInfo): VectorColumn {
  const type = info.columns.find((column) => column.name === of)?.type ?? 'vector';
  const column = name(of);
  const stored = raw(type.startsWith('halfvec') ? 'halfvec' : 'vector');
  const index = indexesOf(info, of).find(({ operators }) => cosine.test(operators));
  return {
    value: column,
    distance: (query) => sql`(${column} <=> ${vectorValue(query)}::${stored})`,
    similarity: (distance) => 1 - distance,
    aim: index === undefined ? undefined : aimAt(index, dimensions),
  };
}

const cosine = /^(vector|halfvec)_cosine_ops$/;

/** A search through their index, by the expression that it is over. */
function aimAt({ over, operators, method }: IndexInfo, dimensions: number): Aim {
  const type = raw(`${cosine.exec(operators)?.[1] ?? 'vector'}(${dimensions})`);
  return {
    order: (query) => sql`${raw(over)} <=> (${vectorValue(query)}::${type})`,
    oversample: 1,
    settings: (limit) => searchSettings(method, limit),
  };
}
