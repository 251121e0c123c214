import type { FieldType } from '@nestvec/core';
import { type CollectionMemory, reservedNames } from '@nestvec/core/store';
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

/** A column as the table has it, its type printed by Arrow. */
export interface Column {
  readonly name: string;
  readonly type: { toString(): string };
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
  const { cutter, ...others } = spec;
  const hasWords = spec.keyword && types.get(reservedNames.words) === 'Utf8';
  return {
    spec: {
      ...others,
      vectors: Object.fromEntries(vectors),
      fields: Object.fromEntries(fields),
      keyword: hasWords,
      ...(hasWords ? { cutter } : {}),
    },
    incomplete: incomplete.filter(
      (name) => types.has(vectorColumn(name)) || (hasWords && name === reservedNames.words),
    ),
  };
}
