import type { Json, JsonObject, Store } from '@nestvec/core';
import { type Filterable, type FilterNode, matches, parseFilter } from '@nestvec/core/store';
import { expect, it } from 'vitest';
import { createRandom } from '../data/random.ts';
import { memoryStore } from '../memory/memory-store.ts';
import { wrapStore } from '../wrap-store.ts';
import { fill, tryFilters } from './filter-cases.ts';
import { randomRecords } from './random-records.ts';
import { filterFields } from './value-pools.ts';

const fields = Object.fromEntries(filterFields);

/** What a database may see in place of what was stored. */
const misread: Record<string, (value: Json, field: string) => Json | undefined> = {
  'an empty string as missing': (value) => (value === '' ? undefined : value),
  'null as an empty string': (value) => (value === null ? '' : value),
  'strings without their case': onStrings((value) => value.toLowerCase()),
  'strings without blanks around them': onStrings((value) => value.trim()),
  'strings in one normal form': onStrings((value) => value.normalize('NFC')),
  'numbers in single precision': onNumbers(Math.fround),
  'whole numbers only': onNumbers(Math.trunc),
  'numbers of 32 bits only': onNumbers((value) => (Math.abs(value) > 2 ** 31 ? 0 : value)),
  'no negative numbers': onNumbers(Math.abs),
  'false as missing': (value) => (value === false ? undefined : value),
  '0 as missing': (value) => (value === 0 ? undefined : value),
  'times to the second': (value, field) =>
    isTime(value, field) ? value.replace(/\.\d+/, '') : value,
  'times without their zone': (value, field) =>
    isTime(value, field) ? value.replace(/[+-]\d\d:\d\d$/, 'Z') : value,
  'the first entry of an array': (value) => (Array.isArray(value) ? value.slice(0, 1) : value),
  'an array as its text': (value) => (Array.isArray(value) ? [JSON.stringify(value)] : value),
};

/** What a compiled filter may mean in place of what was asked. */
const misunderstood: Record<string, (node: FilterNode) => FilterNode> = {
  'no alternatives as all': (node) =>
    node.op === 'or' && node.nodes.length === 0 ? { op: 'and', nodes: [] } : node,
  'an empty list as all': (node) =>
    node.op === 'in' && node.values.length === 0 ? { op: 'and', nodes: [] } : node,
  'all of nothing as all': (node) =>
    node.op === 'all' && node.values.length === 0 ? { op: 'and', nodes: [] } : node,
  'all as any': (node) => (node.op === 'all' ? { ...node, op: 'in' } : node),
  'not as false on missing': (node) =>
    node.op === 'not' && 'field' in node.node
      ? { op: 'and', nodes: [node, { op: 'exists', field: node.node.field, type: node.node.type }] }
      : node,
  'a part of a record as a field of its metadata': (node) =>
    'field' in node && node.field.startsWith('$') ? { ...node, field: node.field.slice(1) } : node,
  'alternatives as conditions': (node) => (node.op === 'or' ? { ...node, op: 'and' } : node),
  'a bound as exclusive': (node) =>
    node.op === 'range' && node.bounds.gte !== undefined
      ? { ...node, bounds: { gt: node.bounds.gte } }
      : node,
  'one bound of two': (node) =>
    node.op === 'range' && Object.keys(node.bounds).length === 2
      ? { ...node, bounds: Object.fromEntries(Object.entries(node.bounds).slice(0, 1)) }
      : node,
  'a filter but for its deeper parts': (node) =>
    node.op === 'not' && node.node.op === 'or' ? { op: 'and', nodes: [] } : node,
};

const records = randomRecords(120, createRandom(21));

async function tried(means: (node: FilterNode, record: Filterable) => boolean): Promise<void> {
  const store = await fill({ open: (collection) => memoryStore({ collection }) }, records, 'wrong');
  const wrong: Store = wrapStore(store, {
    async *scan(options = {}) {
      const node = parseFilter(options.filter, fields);
      const found = records.filter((record) => means(node, record));
      yield { records: found, cursor: '' };
    },
  });
  await tryFilters(wrong, records, 'scan', { seed: 21, filters: 200, refuses: () => false });
}

it('finds nothing wrong where nothing is', async () => {
  await expect(tried(matches)).resolves.toBeUndefined();
});

it.each(Object.entries(misread))(
  'notices within 200 filters a database that reads %s',
  async (_, change) => {
    const seen = (metadata: JsonObject): JsonObject =>
      Object.fromEntries(
        Object.entries(metadata).map(([field, value]) => [
          field,
          value === undefined ? undefined : change(value, field),
        ]),
      );
    await expect(
      tried((node, record) => matches(node, { ...record, metadata: seen(record.metadata) })),
    ).rejects.toThrow('made smaller');
  },
);

it.each(Object.entries(misunderstood))(
  'notices within 200 filters a database that takes %s',
  async (_, change) => {
    const rewrite = (node: FilterNode): FilterNode => {
      const changed = change(node);
      if (changed !== node) return changed;
      if (node.op === 'not') return { op: 'not', node: rewrite(node.node) };
      return 'nodes' in node ? { ...node, nodes: node.nodes.map(rewrite) } : node;
    };
    await expect(tried((node, record) => matches(rewrite(node), record))).rejects.toThrow(
      'made smaller',
    );
  },
);

function onStrings(change: (value: string) => string) {
  return (value: Json): Json => (typeof value === 'string' ? change(value) : value);
}

function onNumbers(change: (value: number) => number) {
  return (value: Json): Json => (typeof value === 'number' ? change(value) : value);
}

function isTime(value: Json, field: string): value is string {
  return typeof value === 'string' && fields[field] === 'datetime';
}
