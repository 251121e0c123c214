import type { VectorRecord } from '@nestvec/core';
import { reservedNames } from '@nestvec/core/store';
import { inTexts } from './filter.ts';
import { keyOf } from './keys.ts';
import { fromRow, type Row } from './record.ts';
import type { OpenTable, Session } from './session.ts';

/** One table seen by one tenant. */
export interface View extends OpenTable {
  readonly session: Session;
  readonly tenant: string | undefined;
}

/** Keeps one SQL text in bounds; more ids are asked for in several queries. */
export const idsPerQuery = 5000;

/** Records by id; ids that are not stored are absent. All columns unless some are named. */
export async function readRecords(
  { table, memory, tenant }: Pick<View, 'table' | 'memory' | 'tenant'>,
  ids: readonly string[],
  columns?: readonly string[],
  beforeEach?: () => void,
): Promise<Map<string, VectorRecord>> {
  const found = new Map<string, VectorRecord>();
  const keys = [...new Set(ids)].map((id) => keyOf(tenant, id));
  for (let start = 0; start < keys.length; start += idsPerQuery) {
    beforeEach?.();
    const some = keys.slice(start, start + idsPerQuery);
    const query = table.query().where(inTexts(reservedNames.key, some));
    if (columns !== undefined) query.select([...columns]);
    const rows = (await query.toArray()) as Row[]; // rows of the table
    for (const row of rows) {
      const record = fromRow(row, memory.spec);
      found.set(record.id, record);
    }
  }
  return found;
}
