import {
  type CallOptions,
  checkFields,
  type FieldType,
  type JsonObject,
  reservedNames,
  type ResolvedSpec,
  truncate,
} from '@nestvec/core';
import type { Table } from '@lancedb/lancedb';
import type { Field } from 'apache-arrow';
import { keepBom } from './bom.ts';
import type { Arrow } from './client.ts';
import { column as sqlColumn, textLiteral } from './filter.ts';
import { column, fieldValue, type Row, vectorData, vectorOf } from './record.ts';
import { fieldColumn, vectorColumn, vectorField } from './schema.ts';
import type { Session } from './session.ts';

const rowsAtOnce = 500;

/** A backfill's parts. */
export interface Backfill {
  readonly table: Table;
  readonly session: Session;
  readonly spec: ResolvedSpec;
  readonly arrow: Arrow;
  readonly name: string;
  readonly from: string;
}

/**
 * Computes a smaller vector from a stored larger one, page by page. Only rows that lack it are read, so that it can be
 * interrupted at any moment and go on later.
 */
export async function backfillVector(
  { table, session, spec, arrow, name, from }: Backfill,
  onProgress: (done: number, total: number) => void,
  call: CallOptions | undefined,
): Promise<void> {
  const { dimensions = 0 } = spec.vectors[name] ?? {};
  const lacking = `${sqlColumn(vectorColumn(name))} IS NULL AND ${sqlColumn(vectorColumn(from))} IS NOT NULL`;
  const total = await table.countRows(lacking);
  const field = vectorField(name, dimensions, arrow);
  for (let done = 0; done < total;) {
    session.begin(`backfill of ${name}`, call);
    const columns = [reservedNames.key, vectorColumn(from)];
    const rows = (await table
      .query()
      .where(lacking)
      .select(columns)
      .limit(rowsAtOnce)
      .toArray()) as Row[]; // those columns
    if (rows.length === 0) return;
    const vectors = rows.map((row) => {
      const full = vectorOf(row, from);
      return full === undefined ? undefined : truncate(full, dimensions);
    });
    await updateColumn(
      table,
      rows,
      field,
      vectorData(vectors, dimensions, field.type, arrow),
      arrow,
    );
    done += rows.length;
    onProgress(Math.min(done, total), total);
  }
}

/** Fills the column of a newly declared field from the metadata that is stored already. */
export async function fillField(
  table: Table,
  name: string,
  type: FieldType,
  arrow: Arrow,
): Promise<void> {
  const field = fieldColumn(name, type, arrow);
  let after = '';
  for (;;) {
    const rows = (await table
      .query()
      .where(`${sqlColumn(reservedNames.key)} > ${textLiteral(after)}`)
      .orderBy({ columnName: reservedNames.key, ascending: true })
      .select([reservedNames.key, reservedNames.metadata])
      .limit(rowsAtOnce)
      .toArray()) as Row[]; // those columns
    if (rows.length === 0) return;
    after = keepBom(String(rows.at(-1)?.[reservedNames.key]));
    const values = rows.map((row) => {
      const metadata = JSON.parse(String(row[reservedNames.metadata])) as JsonObject; // what record.ts wrote
      return fits(metadata, name, type) ? fieldValue(metadata, name, type) : null;
    });
    await updateColumn(table, rows, field, column(values, field.type, arrow), arrow);
  }
}

/** Metadata that was written before the field was declared may hold anything; what does not fit counts as missing. */
function fits(metadata: JsonObject, name: string, type: FieldType): boolean {
  try {
    checkFields(metadata, { [name]: type }, 'metadata');
    return true;
  } catch {
    return false;
  }
}

async function updateColumn(
  table: Table,
  rows: readonly Row[],
  field: Field,
  data: ReturnType<typeof column>,
  arrow: Arrow,
): Promise<void> {
  const key = new arrow.Field(reservedNames.key, new arrow.Utf8(), false);
  const schema = new arrow.Schema([key, field]);
  const keys = column(
    rows.map((row) => keepBom(String(row[reservedNames.key]))),
    key.type,
    arrow,
  );
  const struct = arrow.makeData({
    type: new arrow.Struct(schema.fields),
    length: rows.length,
    nullCount: 0,
    children: [keys, data],
  });
  const batch = new arrow.Table(schema, [new arrow.RecordBatch(schema, struct)]);
  await table.mergeInsert(reservedNames.key).whenMatchedUpdateAll().execute(batch);
}
