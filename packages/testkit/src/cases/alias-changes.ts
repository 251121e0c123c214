import assert from 'node:assert/strict';
import type { ConformanceCase } from '../case.ts';
import { aliased, otherModel } from '../data/aliased.ts';
import { makeRecord, makeRecords } from '../data/records.ts';
import { scanAll } from '../expect/collect.ts';
import { failure, refusal } from '../expect/failure.ts';
import { idsOf } from '../expect/same-hits.ts';

/** What neither a collection nor an alias can be called. */
const badNames = [
  '',
  ' ',
  '1a',
  'a b',
  'a.b',
  'ä',
  '_a',
  '../a',
  'a/b',
  'a#b',
  'a\u0000',
  "a' OR '",
];

/** Changes of aliases that fail, and what they must leave as it was. */
export const aliasChangeCases: readonly ConformanceCase[] = [
  {
    title: 'keeps an alias as it was where a change of it fails, each failure with its reason',
    needs: 'aliases',
    async run(context) {
      const { old, next, live, alias } = await aliased(context);
      const other = await context.create({ embedder: otherModel }, '_other');
      const { aliases } = old;
      const none = context.open('_none').collection;
      const gone = await failure('not-found', () => aliases.move(alias, none), 'a missing target');
      assert.deepEqual(gone.details, { what: 'collection', name: none });
      await failure('not-found', () => aliases.set(none, `${none}_too`), 'a missing target');
      const missing = await failure('not-found', () => aliases.move(none, next.collection));
      assert.deepEqual(missing.details, { what: 'alias', name: none });
      await refusal('alias', () => aliases.set(alias, next.collection), 'move');
      await refusal('alias', () => aliases.set(next.collection, old.collection), 'collection');
      await refusal('alias', () => aliases.set(old.collection, old.collection));
      await refusal('collection', () => aliases.set(none, alias), old.collection);
      const stale = await failure('plan', () =>
        aliases.move(alias, next.collection, { from: other.collection }),
      );
      assert.equal(stale.details.reason, 'stale');
      const identity = await failure('identity', () => aliases.move(alias, other.collection));
      assert.deepEqual(identity.details, { verdict: 'different', fields: ['revision'] });
      assert.equal(await aliases.get(alias), old.collection);
      assert.equal(await aliases.get(none), undefined);
      assert.deepEqual(idsOf(await scanAll(live)).toSorted(), ['a', 'old']);
      const move = await aliases.move(alias, other.collection, { otherModel: true });
      assert.deepEqual([move.verdict, move.fields], ['different', ['revision']]);
      await failure('identity', () => aliases.move(alias, old.collection), 'the way back');
      assert.equal((await live.describe())?.count, 0);
    },
  },
  {
    title: 'refuses to drop a collection that an alias leads to, and to drop one by its alias',
    needs: 'aliases',
    async run(context) {
      const { old, live, alias } = await aliased(context);
      await refusal('collection', () => live.drop(), alias);
      await refusal('collection', () => old.drop(), alias);
      await refusal('collection', () => context.open().drop(), alias);
      assert.equal(await live.count(), 2);
      await old.aliases.remove(alias);
      assert.equal(await old.drop(), true);
      await failure('not-found', () => live.count(), 'a count by an alias that is gone');
      assert.equal(await live.drop(), false);
    },
  },
  {
    title: 'keeps tenants apart under an alias, and follows it for each',
    needs: 'aliases',
    async run({ create, open }) {
      const [old, next] = [
        await create({ tenants: true }),
        await create({ tenants: true }, '_next'),
      ];
      const live = open('_live');
      await old.aliases.set(live.collection, old.collection);
      const [one, two] = [live.tenant('one'), live.tenant('two')];
      await one.upsert([makeRecord('a', 1)]);
      await two.upsert([makeRecord('a', 2), makeRecord('b', 3)]);
      assert.deepEqual([await one.count(), await two.count()], [1, 2]);
      assert.deepEqual(await live.tenants(), ['one', 'two']);
      assert.deepEqual(await one.tenants(), ['one', 'two']);
      assert.equal(await old.tenant('two').count(), 2);
      await old.aliases.move(live.collection, next.collection);
      await one.upsert([makeRecord('c', 4)]);
      assert.deepEqual(idsOf(await scanAll(one)), ['c']);
      assert.equal((await one.resolve()).tenantName, 'one');
      assert.equal(await old.tenant('one').count(), 1);
      assert.equal(await live.removeTenant('one'), true);
      assert.deepEqual(await next.tenants(), []);
      assert.deepEqual(await old.tenants(), ['one', 'two']);
    },
  },
  {
    title:
      'leads an alias to a collection that someone makes again, and finds a new alias of an old name',
    needs: 'aliases',
    async run(context) {
      const { old, next, live, alias } = await aliased(context);
      await old.aliases.remove(alias);
      await failure(
        'not-found',
        () => live.upsert([makeRecord('x', 1)]),
        'a write without the alias',
      );
      assert.equal(await live.describe(), undefined);
      await live.apply(await live.plan(context.spec({}, '_live')));
      await live.upsert(makeRecords(3));
      await refusal('alias', () => old.aliases.set(alias, next.collection));
      assert.equal(await live.count(), 3);
      assert.equal(await live.drop(), true);
      await old.aliases.set(alias, next.collection);
      await live.upsert([makeRecord('b', 1)]);
      assert.equal(await next.count(), 3);
      assert.equal(await live.count(), 3);
    },
  },
  {
    title: 'refuses what is not the name of an alias or a collection, and misspelt options',
    needs: 'aliases',
    async run({ create }) {
      const store = await create();
      const { aliases, collection } = store;
      const bad: readonly unknown[] = [
        undefined,
        null,
        1,
        {},
        [],
        Symbol('a'),
        'a'.repeat(64),
        ...badNames,
      ];
      for (const value of bad) {
        const name = value as string; // callers without types pass anything
        await refusal('alias', () => aliases.get(name));
        await refusal('alias', () => aliases.set(name, collection));
        await refusal('collection', () => aliases.set('live', name));
        await refusal('alias', () => aliases.move(name, collection));
        await refusal('collection', () => aliases.move('live', name));
        await refusal('alias', () => aliases.remove(name));
      }
      const options = { singal: undefined } as object; // a name that the types refuse as well
      await refusal('singal', () => aliases.list(options));
      await refusal('singal', () => aliases.get('live', options));
      await refusal('singal', () => aliases.set('live', collection, options));
      await refusal('singal', () => aliases.move('live', collection, options));
      await refusal('singal', () => aliases.remove('live', options));
      await refusal('singal', () => store.resolve(options));
      const yes = { otherModel: 'yes' } as object; // the same
      await refusal('otherModel', () => aliases.move('live', collection, yes));
      const from = { from: 1 } as object; // the same
      await refusal('from', () => aliases.move('live', collection, from));
      const signal = AbortSignal.abort();
      await failure('aborted', () => aliases.set(`${collection}_live`, collection, { signal }));
      assert.equal(await aliases.get(`${collection}_live`), undefined);
      await store.close();
      await failure('closed', () => aliases.list(), 'a list after close');
    },
  },
];
