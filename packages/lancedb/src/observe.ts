import type { FieldType } from '@nestvec/core';
import type { CollectionMemory, Observed } from '@nestvec/core/store';
import { vectorColumn } from './schema.ts';

/** Arrow's type of a declared field's column, as Arrow prints it. */
const columnTypes: Readonly<Record<FieldType, string>> = {
  string: 'Utf8',
  number: 'Float64',
  boolean: 'Int8',
  datetime: 'Timestamp<MILLISECOND>',
  'string[]': 'List<Utf8>',
  'number[]': 'List<Float64>',
};

/** What can be said of a table that someone else made. */
export const observedForeign: Observed = {
  embedder: undefined,
  vectors: {},
  fields: {},
  tenants: false,
};

/** A column as the table has it, its type printed by Arrow. */
export interface Column {
  readonly name: string;
  readonly type: { toString(): string };
}

/** What a memory says, in the words of a plan. */
export function observed({ spec, incomplete }: CollectionMemory): Observed {
  const vectors = Object.entries(spec.vectors).map(
    ([name, { modality, dimensions, quantization, graph }]) => [
      name,
      { modality, dimensions, quantization, graph, complete: !incomplete.includes(name) },
    ],
  );
  return {
    embedder: spec.embedder,
    vectors: Object.fromEntries(vectors) as Observed['vectors'], // the pairs just made
    fields: spec.fields,
    tenants: spec.tenants,
  };
}

/** The parts of a memory whose columns the table has: someone with other tools may have dropped or changed some. */
export function presentParts(
  { spec, incomplete }: CollectionMemory,
  columns: readonly Column[],
): CollectionMemory {
  const types = new Map(columns.map(({ name, type }) => [name, type.toString()]));
  const vectors = Object.entries(spec.vectors).filter(
    ([name, { dimensions }]) =>
      types.get(vectorColumn(name)) === `FixedSizeList[${dimensions}]<Float32>`,
  );
  const fields = Object.entries(spec.fields).filter(
    ([name, type]) => types.get(name) === columnTypes[type],
  );
  return {
    spec: { ...spec, vectors: Object.fromEntries(vectors), fields: Object.fromEntries(fields) },
    incomplete: incomplete.filter((name) => types.has(vectorColumn(name))),
  };
}
