import { unsupported } from '@nestvec/core/kit';
import { type FilterNode, matches } from '@nestvec/core/store';
import { expect, it } from 'vitest';
import { tryCompiledFilters } from './compiled-filter-cases.ts';

const run = (compile: Parameters<typeof tryCompiledFilters>[0]['compile'], mayRefuse = false) =>
  tryCompiledFilters({ name: 'some', compile, mayRefuse, filters: 1000, seed: 5 });
const right = (node: FilterNode) => (record: Parameters<typeof matches>[1]) =>
  matches(node, record);

it('finds nothing wrong with filters that mean what they say', () => {
  expect(() => run(right)).not.toThrow();
});

it('notices filters that lose the second alternatives of a conjunction', () => {
  const lose = (node: FilterNode): FilterNode => {
    if (node.op === 'not') return { op: 'not', node: lose(node.node) };
    if (node.op !== 'and' && node.op !== 'or') return node;
    const nodes = node.nodes.map(lose);
    const first = nodes.findIndex(({ op }) => op === 'or');
    return { op: node.op, nodes: nodes.filter(({ op }, i) => op !== 'or' || i === first) };
  };
  expect(() => run((node) => right(lose(node)))).toThrow(/filter \d+ of seed 5/);
});

it('lets filters be refused only where that is said, and never most of them', () => {
  const refuse = (): never => {
    throw unsupported('this', 'some database', 'try that');
  };
  const some = (node: FilterNode) => (node.op === 'not' ? refuse() : right(node));
  expect(() => run(some)).toThrow('some database');
  expect(() => run(some, true)).not.toThrow();
  expect(() => run(refuse, true)).toThrow('1000 of 1000 filters were refused');
});
