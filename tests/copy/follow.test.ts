import { join } from 'node:path';
import type { Store } from '@nestvec/core';
import { copy } from '@nestvec/core/copy';
import { wrapStore } from '@nestvec/testkit';
import { memoryDatabase, memoryStore } from '@nestvec/testkit/memory';
import { describe, expect, it } from 'vitest';
import {
  contentOf,
  fill,
  recordOf,
  recordsOf,
  temporaryFolder,
} from './__fixtures__/collection.ts';

/** A store whose name is an alias; after `point` it stands for another collection. */
function aliased(first: Store): { readonly store: Store; point(other: Store): void } {
  let standing = first;
  const store = wrapStore(first, {
    collection: 'alias',
    plan: async (spec, options) =>
      await standing.plan({ ...spec, name: standing.collection }, options),
    describe: async (options) => await standing.describe(options),
    scan: (options) => standing.scan(options),
    upsert: async (records, options) => await standing.upsert(records, options),
    get: async (ids, options) => await standing.get(ids, options),
    count: async (options) => await standing.count(options),
    remove: async (target, options) => await standing.remove(target, options),
  });
  return {
    store,
    point(other) {
      standing = other;
    },
  };
}

describe('what a later copy removes', () => {
  it('is nothing, and nothing is read or written, after an alias has moved', async () => {
    const database = memoryDatabase();
    const old = await fill(memoryStore({ database, collection: 'old' }), recordsOf(20));
    const other = await fill(memoryStore({ database, collection: 'other' }), recordsOf(5));
    const to = memoryStore({ database, collection: 'copied' });
    const journal = join(await temporaryFolder(), 'journal');
    const alias = aliased(old);
    await copy(alias.store, to, { journal });
    alias.point(other);
    await expect(copy(alias.store, to, { journal })).rejects.toMatchObject({
      code: 'journal',
      message: expect.stringContaining('from memory alias (that is old) to memory copied'),
    });
    expect(await contentOf(to)).toEqual(await contentOf(old));
  });

  it.each(['from', 'to'] as const)(
    'is nothing where the alias moves during a pass: %s',
    async (side) => {
      const database = memoryDatabase();
      const from = await fill(memoryStore({ database, collection: 'old' }), recordsOf(20));
      const to = await fill(memoryStore({ database, collection: 'new' }), []);
      const other = await fill(memoryStore({ database, collection: 'other' }), [recordOf(99)]);
      const journal = join(await temporaryFolder(), 'journal');
      const alias = aliased(side === 'from' ? from : to);
      const sides = side === 'from' ? ([alias.store, to] as const) : ([from, alias.store] as const);
      await copy(...sides, { journal });
      await from.remove({ ids: ['record-3'] });
      const moving = wrapStore(sides[0], {
        async *scan(options) {
          yield* sides[0].scan(options);
          alias.point(other);
        },
      });
      await expect(copy(moving, sides[1], { journal, follow: 3 })).rejects.toMatchObject({
        code: 'plan',
        message: expect.stringMatching(/alias stood for (old|new) .* and stands for other now/),
      });
      expect((await contentOf(to)).has('record-3')).toBe(true);
      expect(await other.count()).toBe(1);
    },
  );

  it('is nothing while an alias leads to the target', async () => {
    const database = memoryDatabase();
    const from = await fill(memoryStore({ database, collection: 'old' }), recordsOf(20));
    const to = memoryStore({ database, collection: 'new' });
    const journal = join(await temporaryFolder(), 'journal');
    await copy(from, to, { journal });
    await to.aliases.set('photos', 'new');
    await from.remove({ ids: ['record-3'] });
    const report = await copy(from, to, { journal });
    expect(report.passes).toMatchObject([
      {
        removed: 0,
        notRemoved: [expect.stringContaining('the alias photos leads to new, so apps may use it')],
      },
    ]);
    expect(await to.count()).toBe(20);
    await to.aliases.remove('photos');
    expect((await copy(from, to, { journal })).passes).toMatchObject([{ removed: 1 }]);
  });

  it('is forgotten with a target that is gone: the next copy writes everything again', async () => {
    const from = await fill(memoryStore({ collection: 'photos' }), recordsOf(20));
    const to = memoryStore({ collection: 'copied' });
    const journal = join(await temporaryFolder(), 'journal');
    await copy(from, to, { journal });
    await to.drop();
    const report = await copy(from, to, { journal });
    expect(report).toMatchObject({
      passes: [{ written: 20, unchanged: 0 }],
      verification: { equal: true },
    });
  });
});

describe('tenants that come and go', () => {
  const tenanted = async (...names: string[]): Promise<Store> => {
    const from = await fill(memoryStore({ collection: 'photos' }), [], { tenants: true });
    for (const name of names)
      await from.tenant(name).upsert(recordsOf(10), { withoutVectors: true });
    return from;
  };

  it('are copied by the next pass, and one that is gone stays in the target and is named', async () => {
    const from = await tenanted('one', 'two');
    const to = memoryStore({ collection: 'copied' });
    let isNew = true;
    const growing = wrapStore(from, {
      tenant: (name) =>
        wrapStore(from.tenant(name), {
          async *scan(options) {
            yield* from.tenant(name).scan(options);
            if (!isNew) return;
            isNew = false;
            await from.tenant('three').upsert([recordOf(1)]);
          },
        }),
    });
    const journal = join(await temporaryFolder(), 'journal');
    const report = await copy(growing, to, { journal, follow: 3 });
    expect(report.passes.map(({ written }) => written)).toEqual([20, 1, 0]);
    expect(report.verification?.equal).toBe(true);
    expect(await to.tenant('three').count()).toBe(1);

    await from.removeTenant('two');
    const again = await copy(from, to, { journal });
    expect(again.passes[0]?.notRemoved).toEqual([
      expect.stringContaining('the source gave no records of tenant two'),
    ]);
    expect(again.verification).toMatchObject({
      equal: false,
      counts: { differing: { first: [{ tenant: 'two', source: 0, target: 10 }] } },
    });
    const one = await copy(from, to, { journal, tenants: ['one'] });
    expect(one.verification?.equal).toBe(true);
  });

  it('are a difference where only the target has them, unless they are to be merged', async () => {
    const from = await tenanted('one');
    const to = memoryStore({ collection: 'copied' });
    const journal = join(await temporaryFolder(), 'journal');
    await copy(from, to, { journal });
    await to.tenant('theirs').upsert([recordOf(1)]);
    expect((await copy(from, to, { journal })).verification).toMatchObject({
      equal: false,
      counts: { differing: { count: 1, first: [{ tenant: 'theirs', source: 0, target: 1 }] } },
      ids: { extra: { count: 1, first: [{ tenant: 'theirs', id: 'record-1' }] } },
    });
    const merged = await copy(from, to, { journal, merge: true });
    expect(merged.verification?.equal).toBe(true);
    expect(await to.tenant('theirs').count()).toBe(1);
  });
});
