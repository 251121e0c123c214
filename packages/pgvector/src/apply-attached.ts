import type { Plan } from '@nestvec/core';
import { type CollectionMemory, encodeMemory, theirName } from '@nestvec/core/store';
import { idColumn } from './attach.ts';
import type { PgAttachOptions } from './attach-options.ts';
import type { Connection } from './database/database.ts';
import type { VectorPlaces } from './fill.ts';
import { createVectorIndex, vectorType } from './schema.ts';
import { literal, name, raw, sql, type Sql } from './sql.ts';
import { indexesOf, type TableInfo } from './table-info.ts';

/** Adds columns of ours beside those of someone else, and takes them away again; what they are is said in the same transaction. */
export async function alterAttached(
  { query }: Connection,
  table: Sql,
  attach: PgAttachOptions,
  plan: Plan,
  memory: CollectionMemory,
): Promise<void> {
  const { added = {} } = memory.attached ?? {};
  const removed = new Set<string>();
  for (const { change } of plan.steps) {
    if (change.kind === 'add-vector') {
      const vector = plan.spec.vectors[change.name];
      if (vector === undefined) continue;
      const [place, type] = [name(theirName(attach, change.name)), vectorType(vector, change.name)];
      // A column of that name that has come meanwhile is someone else's.
      await query(sql`ALTER TABLE ${table} ADD COLUMN ${place} ${raw(type)}`);
    } else if (change.kind === 'remove-vector') {
      const place = added[change.name];
      if (place === undefined) continue;
      removed.add(place);
      await query(sql`ALTER TABLE ${table} DROP COLUMN ${name(place)}`);
    }
  }
  const left = Object.values(added).filter((place) => !removed.has(place));
  await say(query, table, left, memory);
}

/** Says in each column of ours that is there what was added to the table. */
export async function rememberAdded(
  { query }: Connection,
  table: Sql,
  info: TableInfo,
  memory: CollectionMemory,
): Promise<void> {
  const there = new Set(info.columns.map((column) => column.name));
  const places = Object.values(memory.attached?.added ?? {}).filter((place) => there.has(place));
  await say(query, table, places, memory);
}

async function say(
  query: Connection['query'],
  table: Sql,
  places: readonly string[],
  memory: CollectionMemory,
): Promise<void> {
  for (const place of places)
    await query(sql`COMMENT ON COLUMN ${table}.${name(place)} IS ${literal(encodeMemory(memory))}`);
}

/** Where vectors lie in a table of someone else. */
export function attachedPlaces(attach: PgAttachOptions, info: TableInfo): VectorPlaces {
  const of = idColumn(attach);
  const type = info.columns.find((column) => column.name === of)?.type ?? 'text';
  return { column: (vector) => theirName(attach, vector), key: [{ name: of, type }] };
}

/** The index over a vector that was added, unless there is one; `undefined` also where it is declared to have none. */
export function addedIndex(
  table: Sql,
  attach: PgAttachOptions,
  info: TableInfo,
  of: string,
  { spec }: CollectionMemory,
): Sql | undefined {
  const vector = spec.vectors[of];
  const column = theirName(attach, of);
  if (vector?.graph !== true || indexesOf(info, column).length > 0) return undefined;
  return createVectorIndex(table, of, vector, { column, measure: 'cosine' });
}
