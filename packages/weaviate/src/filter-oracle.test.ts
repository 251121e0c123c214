import type { VectorRecord } from '@nestvec/core';
import { compiledFilterCases, filterFields } from '@nestvec/testkit';
import { passes, type TypeOf } from './__fixtures__/evaluate.ts';
import { smallSpec } from './__fixtures__/spec.ts';
import { attachedLeaf } from './attach-leaf.ts';
import { compileFilter } from './filter.ts';
import { propertyNames } from './names.ts';
import { ownLayout } from './record.ts';

const fields = Object.fromEntries(filterFields);
const names = Object.keys(fields);

const nameOf = propertyNames(names, {});
const layout = ownLayout(smallSpec({ fields }), { properties: {} });
const ownType: TypeOf = (property) => {
  const type = fields[names.find((name) => nameOf(name) === property) ?? ''] ?? 'none';
  return type === 'datetime' ? 'number' : type.replace('string', 'text');
};

compiledFilterCases({
  name: 'filters of our own collections',
  compile(node) {
    const filter = compileFilter(node, layout.leaf);
    return (record) => filter === undefined || passes(filter, layout.toProperties(record), ownType);
  },
});

const attachedType: TypeOf = (property) => {
  const type = fields[property] ?? 'none';
  if (property === 'amount') return 'int';
  return type === 'datetime' ? 'date' : type.replace('string', 'text');
};

compiledFilterCases({
  name: 'filters of attached collections, one field of integers',
  mayRefuse: true, // dates beyond nanoseconds, white space at an end of a text
  prepare: withInteger,
  compile(node) {
    const filter = compileFilter(node, (leaf) => {
      const live = { type: attachedType(leaf.field), tokenization: 'field', filterable: true };
      return attachedLeaf(leaf, { ...live, searchable: false }, true);
    });
    return (record) => filter === undefined || passes(filter, record.metadata, attachedType);
  },
});

/** What an integer can't be is missing, and so are the texts that the server would change. */
function withInteger(record: VectorRecord): VectorRecord {
  const { amount, ...others } = record.metadata;
  const isInteger = Number.isInteger(amount) && Math.abs(Number(amount)) < 2 ** 63;
  const metadata = isInteger ? { ...others, amount } : others;
  return { ...record, metadata: Object.fromEntries(Object.entries(metadata).filter(isKept)) };
}

function isKept([, value]: readonly [string, unknown]): boolean {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return !values.some((one) => typeof one === 'string' && (one === '' || one.trim() !== one));
}
