import type { Filter } from '@nestvec/core';
import { type FilterNode, parseFilter } from '@nestvec/core/store';
import { expect, it } from 'vitest';
import { attachedLeaf } from './attach-leaf.ts';
import { compileFilter, everything } from './filter.ts';
import { removal } from './remove.ts';
import type { Scope } from './scope.ts';

/** Removes from an attached collection of which only what was asked is kept. */
async function removed(filter: Filter | undefined): Promise<unknown[]> {
  const asked: unknown[] = [];
  const scope = {
    collection: 'theirs',
    layout: { leaf: attachedLeaf },
    where: (node: FilterNode) => compileFilter(node, attachedLeaf),
    api: {
      delete: async (_: string, selector: unknown) => {
        asked.push(selector);
        return await Promise.resolve({ status: 'completed' });
      },
    },
  } as unknown as Scope; // as much of one as a removal takes
  const node = filter === undefined ? undefined : parseFilter(filter, { made: 'datetime' });
  await removal(scope).byFilter(node);
  return asked;
}

it('refuses a filter that no point of an attached collection can fail', async () => {
  const filter = { $not: { made: { $gt: '9999-12-31T23:59:59.999Z' } } };
  await expect(removed(filter)).rejects.toMatchObject({
    code: 'invalid-input',
    details: { field: 'target.filter' },
  });
});

it('removes by any other filter what it means, and everything where that is asked', async () => {
  expect(await removed({ made: null })).toEqual([
    { filter: { must: [{ is_empty: { key: 'made' } }] }, wait: true },
  ]);
  expect(await removed(undefined)).toEqual([{ filter: everything, wait: true }]);
});
