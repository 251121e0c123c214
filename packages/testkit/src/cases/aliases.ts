import assert from 'node:assert/strict';
import type { ConformanceCase } from '../case.ts';
import { aliased, otherModel } from '../data/aliased.ts';
import { makeRecord } from '../data/records.ts';
import { getOne, scanAll } from '../expect/collect.ts';
import { vectorOf } from '../expect/defined.ts';
import { failure } from '../expect/failure.ts';
import { idsOf } from '../expect/same-hits.ts';
import { sameRecord } from '../expect/same-record.ts';
import { stepsOf } from './plan.ts';

/** Other names of collections: everything is done under them as under a collection's own. */
export const aliasCasesOfStores: readonly ConformanceCase[] = [
  {
    title: 'refuses every call about aliases as unsupported where it declares that it has none',
    async run({ create }) {
      const store = await create();
      const { aliases, capabilities, collection } = store;
      const calls = [
        () => aliases.list(),
        () => aliases.get('live'),
        () => aliases.set('live', collection),
        () => aliases.move('live', collection),
        () => aliases.remove('live'),
      ];
      if (capabilities.aliases === false)
        for (const call of calls) await failure('unsupported', call, 'an alias');
      else assert.ok(Array.isArray(await aliases.list()));
      assert.equal(await (await store.resolve()).count(), 0);
    },
  },
  {
    title: 'makes, lists, moves and removes an alias, and leaves the collections as they are',
    needs: 'aliases',
    async run(context) {
      const { old, next, alias } = await aliased(context);
      const { aliases } = old;
      assert.equal(await aliases.get(alias), old.collection);
      assert.equal(await aliases.get(old.collection), undefined);
      await aliases.set(alias, old.collection); // it is there already
      const second = context.open('_second').collection;
      await next.aliases.set(second, next.collection);
      const ours = (await aliases.list()).filter((one) => [alias, second].includes(one.alias));
      assert.deepEqual(ours, [
        { alias, collection: old.collection },
        { alias: second, collection: next.collection },
      ]);
      const move = await aliases.move(alias, next.collection, { from: old.collection });
      assert.deepEqual(move, {
        alias,
        from: old.collection,
        to: next.collection,
        verdict: 'equal',
        fields: [],
      });
      assert.equal(await next.aliases.get(alias), next.collection);
      assert.equal(await aliases.remove(alias), true);
      assert.equal(await aliases.remove(alias), false);
      assert.equal(await aliases.get(alias), undefined);
      assert.equal(await aliases.get(second), next.collection);
      assert.deepEqual([await old.count(), await next.count()], [2, 2]);
    },
  },
  {
    title: 'reads and writes under an alias as under the collection’s own name',
    needs: 'aliases',
    async run(context) {
      const { old, live } = await aliased(context);
      const record = makeRecord('b', 5);
      await live.upsert([record]);
      sameRecord(await getOne(old, 'b'), record);
      sameRecord(await getOne(live, 'b'), record);
      await live.update([{ id: 'b', metadata: { color: 'pink' } }]);
      assert.equal(await live.count({ filter: { color: 'pink' } }), 1);
      const search = {
        vector: vectorOf(record, 'text'),
        using: 'text_32',
        rescore: 'text',
        limit: 1,
      };
      assert.deepEqual(idsOf((await live.search(search)).hits), ['b']);
      const { results, read } = await live.searchMany([search, search]);
      assert.deepEqual(
        results.map(({ hits }) => idsOf(hits)),
        [['b'], ['b']],
      );
      assert.equal((await read(['b']))[0]?.text, record.text);
      const fields = { color: { kind: 'values' } } as const;
      assert.deepEqual(await live.facets({ fields }), await old.facets({ fields }));
      assert.deepEqual(idsOf(await scanAll(live)).toSorted(), ['a', 'b', 'old']);
      assert.deepEqual(await live.describe(), await old.describe());
      await live.optimize();
      await live.remove({ ids: ['b'] });
      assert.deepEqual(idsOf(await scanAll(old)).toSorted(), ['a', 'old']);
      assert.deepEqual(await live.tenants(), []);
    },
  },
  {
    title: 'plans and applies under an alias what is then the collection’s, and keeps its name',
    needs: 'aliases',
    async run(context) {
      const { old, live } = await aliased(context);
      const { fields } = context.spec();
      const spec = context.spec({ fields: { ...fields, size: 'number' } }, '_live');
      const plan = await live.plan(spec);
      assert.deepEqual(stepsOf(plan), ['alter fields.size']);
      await live.apply(plan);
      const found = await old.describe();
      assert.equal(found?.spec?.name, old.collection);
      assert.equal(found?.spec?.fields['size'], 'number');
      await live.upsert([{ ...makeRecord('s', 6), metadata: { size: 7 } }]);
      assert.equal(await old.count({ filter: { size: 7 } }), 1);
      const rebuild = await live.plan(context.spec({ embedder: otherModel }, '_live'));
      const { details } = await failure('plan', () => live.apply(rebuild, { allowRebuild: true }));
      assert.equal(details.reason, 'refused');
      const same = await old.plan(context.spec({ embedder: otherModel }));
      const again = await failure('plan', () => old.apply(same, { allowRebuild: true }));
      assert.equal(again.details.reason, 'refused');
      assert.equal(await old.count(), 3);
    },
  },
  {
    title: 'refuses a plan under an alias that has moved since',
    needs: 'aliases',
    async run(context) {
      const { old, next, live, alias } = await aliased(context);
      const { fields } = context.spec();
      const plan = await live.plan(
        context.spec({ fields: { ...fields, size: 'number' } }, '_live'),
      );
      await old.aliases.move(alias, next.collection);
      const { details } = await failure('plan', () => live.apply(plan));
      assert.equal(details.reason, 'stale');
      for (const store of [old, next])
        assert.equal((await store.describe())?.spec?.fields['size'], undefined);
    },
  },
  {
    title:
      'follows an alias in stores that are open: writes at once, searches and counts within 1.5 s',
    needs: 'aliases',
    async run(context) {
      const { old, next, live, alias } = await aliased(context);
      const text = vectorOf(makeRecord('new', 4), 'text');
      const found = async (): Promise<string[]> =>
        idsOf((await live.search({ vector: text, using: 'text', limit: 10 })).hits).toSorted();
      assert.deepEqual(await found(), ['a', 'old']);
      for (const to of [next, old, next]) {
        await old.aliases.move(alias, to.collection);
        await live.upsert([makeRecord('a', 9)]);
        assert.ok((await getOne(to, 'a'))?.text?.endsWith('seed 9'));
        await to.upsert([makeRecord('a', 8)]);
        assert.deepEqual(await found(), to === next ? ['a', 'new'] : ['a', 'old']);
        assert.equal((await (await live.resolve()).describe())?.spec?.name, to.collection);
      }
      // Without a write in between.
      await old.aliases.move(alias, old.collection);
      const since = performance.now();
      while ((await found()).includes('new'))
        assert.ok(performance.now() - since < 20_000, 'an alias that moved is never followed');
      assert.deepEqual(await found(), ['a', 'old']);
      assert.deepEqual(idsOf(await scanAll(live)).toSorted(), ['a', 'old']);
    },
  },
  {
    title:
      'gives a store of the collection that an alias leads to, which stays there when the alias moves',
    needs: 'aliases',
    async run(context) {
      const { old, next, live, alias } = await aliased(context);
      const there = await live.resolve();
      assert.equal(there.collection, old.collection);
      await old.aliases.move(alias, next.collection);
      await there.upsert([makeRecord('b', 5)]);
      assert.deepEqual([await old.count(), await next.count()], [3, 2]);
      assert.equal((await old.resolve()).collection, old.collection);
      await live.close();
      await failure('closed', () => there.count(), 'a count after the alias’s store was closed');
    },
  },
];
