import type { VectorRecord } from '@nestvec/core';
import { compiledFilterCases, filterFields } from '@nestvec/testkit';
import { passes, type TypeOf } from './__fixtures__/evaluate.ts';
import { smallSpec } from './__fixtures__/spec.ts';
import { attachedLayout } from './attach-layout.ts';
import { compileFilter } from './filter.ts';
import { propertyNames } from './names.ts';
import { partProperties } from './leaf.ts';
import { ownLayout } from './record.ts';

const fields = Object.fromEntries(filterFields);
const names = Object.keys(fields);

const nameOf = propertyNames(names, {});
const keys = Object.values(partProperties);
const live = { type: 'text', tokenization: 'field', filterable: true, searchable: false };
const properties = Object.fromEntries(keys.map((key) => [key, live]));
const layout = ownLayout(smallSpec({ fields }), { properties }, true);
const ownType: TypeOf = (property) => {
  if (keys.some((key) => key === property)) return 'text';
  const type = fields[names.find((name) => nameOf(name) === property) ?? ''] ?? 'none';
  return type === 'datetime' ? 'number' : type.replace('string', 'text');
};

compiledFilterCases({
  name: 'filters of our own collections',
  compile(node) {
    const filter = compileFilter(node, layout.leaf);
    return (record) =>
      filter === undefined ||
      passes(filter, layout.toProperties(record), ownType, layout.objectId(record.id));
  },
});

const attachedType: TypeOf = (property) => {
  if (property.startsWith('_')) return 'text';
  const type = fields[property] ?? 'none';
  if (property === 'amount') return 'int';
  return type === 'datetime' ? 'date' : type.replace('string', 'text');
};

const attached = attachedLayout(
  { ids: 'mapped', embedder: smallSpec().embedder, vectors: {} },
  smallSpec({ fields }),
  {
    class: 'Theirs',
    vectors: {},
    tenants: false,
    knowsNull: true,
    description: '',
    properties: Object.fromEntries(
      [...names, 'other', '_record_id', '_parent_id', '_source', '_uri'].map((name) => [
        name,
        { ...live, type: attachedType(name) },
      ]),
    ),
  },
);

compiledFilterCases({
  name: 'filters of attached collections, one field of integers',
  mayRefuse: true, // dates beyond nanoseconds, white space at an end of a text
  prepare: withInteger,
  compile(node) {
    const filter = compileFilter(node, attached.leaf);
    return (record) =>
      filter === undefined ||
      passes(filter, attached.toProperties(record), attachedType, attached.objectId(record.id));
  },
});

/** What an integer can't be is missing, and so are the texts that the server would change. */
function withInteger(record: VectorRecord): VectorRecord {
  const { amount, ...others } = record.metadata;
  const isInteger = Number.isInteger(amount) && Math.abs(Number(amount)) < 2 ** 63;
  const metadata = isInteger ? { ...others, amount } : others;
  // Texts of theirs that the server would cut are theirs to mind.
  const { parentId, ...rest } = record;
  const isCut = parentId !== undefined && parentId.trim() !== parentId;
  return {
    ...(isCut ? rest : record),
    metadata: Object.fromEntries(Object.entries(metadata).filter(isKept)),
  };
}

function isKept([, value]: readonly [string, unknown]): boolean {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return !values.some((one) => typeof one === 'string' && (one === '' || one.trim() !== one));
}
