import type { Facets, FieldType } from '@nestvec/core';
import { countFacets, type FieldValue, type ResolvedFacets } from '@nestvec/core/store';
import type { Data, Vector } from 'apache-arrow';
import { textsIn } from './found-rows.ts';
import { conditionOf } from './layout.ts';
import type { Scope } from './scope.ts';

/**
 * Facets of a table of ours, counted here: LanceDB groups nothing. Only the columns of the fields are read, in batches, and what is
 * kept of them are the values.
 */
export async function facetTable(
  { table, layout, begin }: Scope,
  { filter, facets }: ResolvedFacets,
): Promise<Facets> {
  begin();
  const counter = countFacets(facets);
  const fields = [...new Map(facets.map(({ field, type }) => [field, type]))];
  const query = table.query().select(fields.map(([field]) => field));
  const where = conditionOf(layout.scope, layout.toSql(filter));
  if (where !== undefined) query.where(where);
  for await (const batch of query) {
    for (const [field, type] of fields) {
      const column: Vector | null = batch.getChild(field);
      // What Arrow's types leave open is looked at by `reader`.
      for (const data of (column?.data ?? []) as readonly Data[]) {
        const valueAt = reader(data, type);
        for (let i = 0; i < data.length; i++) {
          const value = valueAt(i);
          if (value !== undefined) counter.addValue(field, value);
        }
      }
    }
    begin();
  }
  return counter.facets();
}

/** Reads a column of a field, as `field-value.ts` writes it. */
function reader(data: Data, type: FieldType): (index: number) => FieldValue | undefined {
  switch (type) {
    case 'string': {
      const textAt = textsIn(data);
      return (i) => textAt?.(i) ?? undefined;
    }
    case 'string[]': {
      const elements: Data | undefined = data.children[0];
      const textAt = elements && textsIn(elements);
      const offsets: unknown = data.valueOffsets;
      if (textAt === undefined || !(offsets instanceof Int32Array)) return () => undefined;
      return (i) => {
        if (!data.getValid(i)) return undefined;
        const values: string[] = [];
        for (let at = offsets[i] ?? 0; at < (offsets[i + 1] ?? 0); at++) {
          const value = textAt(at);
          if (value !== null) values.push(value);
        }
        return values;
      };
    }
    default: {
      const values: unknown = data.values; // one a row
      if (!isNumbers(values)) return () => undefined;
      return (i) => {
        if (!data.getValid(i)) return undefined;
        const value = Number(values[i]);
        return type === 'boolean' ? value === 1 : value;
      };
    }
  }
}

function isNumbers(values: unknown): values is ArrayLike<number | bigint> {
  return ArrayBuffer.isView(values) && !(values instanceof DataView);
}
