/* oxlint-disable vitest/expect-expect, vitest/no-conditional-tests -- without a server there is nothing to declare but a skip */
import { createIndex } from '@nestvec/core';
import { aliasCases } from '@nestvec/testkit';
import { fakeEmbedder } from '@nestvec/testkit/embedder';
import { afterAll, describe, expect, it } from 'vitest';
import { rest } from './__fixtures__/collections.ts';
import { connect, startServer } from './__fixtures__/server.ts';
import { listCollections } from './list.ts';
import { className, collectionName } from './names.ts';
import { weaviate } from './store.ts';

it.each(['photos', 'Photos', 'my-docs', 'My-Docs_2', 'a__x1_0', 'aB-cD-e', 'x'.repeat(63)])(
  'gives the class of the collection %s its name back',
  (name) => {
    expect(collectionName(className(name))).toBe(name);
  },
);

it('leaves the name of a class that no collection of ours has', () => {
  expect(collectionName('MyThing')).toBe('MyThing');
  expect(collectionName('Article')).toBe('article');
});

const server = await startServer();

if (typeof server === 'string') {
  it('follows an alias on a real server', (context) => {
    context.skip(server);
  });
} else {
  const { url, grpcUrl, stop } = server;
  const raw = rest(url);
  const open = (collection: string) => weaviate({ url, grpc: { url: grpcUrl }, collection });
  const client = await connect(server);
  afterAll(async () => {
    await client.close();
    await stop();
  });
  aliasCases({ name: 'weaviate', open });
  aliasCases({
    name: 'weaviate, moved by others',
    open,
    async move(alias, collection) {
      await raw.put(`/aliases/${className(alias)}`, { class: className(collection) });
    },
  });
  aliasCases({
    name: 'weaviate over the official client',
    open: (collection) => weaviate({ client, collection }),
  });

  describe('traps of aliases in Weaviate', () => {
    /** Two collections and an alias of the first; their names have what classes can't have. */
    const setUp = async (
      test: (names: { old: string; next: string; alias: string }) => Promise<void>,
    ) => {
      const prefix = `traps-${process.pid}-${Date.now().toString(36)}`;
      const names = { old: `${prefix}-Old`, next: `${prefix}-Next`, alias: `${prefix}-Live` };
      const stores = [open(names.old), open(names.next)];
      const embedder = fakeEmbedder();
      for (const store of stores)
        await (
          await createIndex({ embedder, store, modalities: ['text'], tenants: true })
        ).create();
      try {
        await open(names.old).aliases.set(names.alias, names.old);
        await test(names);
      } finally {
        await open(names.old).aliases.remove(names.alias);
        for (const store of stores) {
          await store.drop();
          await store.close();
        }
      }
    };

    it('adds fields and tenants under an alias, which the server refuses there', async () => {
      await setUp(async ({ old, alias }) => {
        const live = open(alias);
        await expect(
          raw.post(`/schema/${className(alias)}/properties`, {
            name: 'size',
            dataType: ['number'],
          }),
        ).rejects.toThrow('422');
        const found = await live.describe();
        const spec = found?.spec;
        if (spec === undefined) throw new Error('there is no spec');
        await live.apply(await live.plan({ ...spec, name: alias, fields: { size: 'number' } }));
        const index = await createIndex({ embedder: fakeEmbedder(), store: live.tenant('one') });
        await index.ingest([{ id: 'a', text: 'a', metadata: { size: 3 } }]);
        expect(
          await open(old)
            .tenant('one')
            .count({ filter: { size: 3 } }),
        ).toBe(1);
        expect(await open(old).tenants()).toEqual(['one']);
      });
    });

    it('a failed move leaves the alias as it was', async () => {
      await setUp(async ({ old, next, alias }) => {
        const { aliases } = open(old);
        await expect(aliases.move(alias, `${next}-none`)).rejects.toMatchObject({
          code: 'not-found',
        });
        await expect(
          raw.put(`/aliases/${className(alias)}`, { class: className(`${next}-none`) }),
        ).rejects.toThrow('422');
        expect(await aliases.get(alias)).toBe(old);
        expect(await aliases.list()).toContainEqual({ alias, collection: old });
      });
    });

    it('a move is one step: none of the reads meanwhile finds nothing', async () => {
      await setUp(async ({ old, next, alias }) => {
        const { aliases } = open(old);
        const state = { reads: 0, stopped: false };
        const reading = (async () => {
          while (!state.stopped) {
            await raw.get(`/schema/${className(alias)}`);
            state.reads++;
          }
        })();
        for (let i = 0; i < 30; i++) await aliases.move(alias, i % 2 === 0 ? next : old);
        state.stopped = true;
        await reading;
        expect(state.reads).toBeGreaterThan(10);
      });
    });

    it('the server answers a drop by an alias with success and drops nothing, and leaves an alias of a dropped class: both are refused here', async () => {
      await setUp(async ({ old, next, alias }) => {
        await fetch(`${url}/v1/schema/${className(alias)}`, { method: 'DELETE' });
        expect(await open(alias).describe()).toBeDefined();
        await expect(open(alias).drop()).rejects.toThrow(`is an alias of ${old}`);
        await expect(open(old).drop()).rejects.toThrow(`is what ${alias} leads to`);
        const live = open(alias);
        await live.describe();
        await fetch(`${url}/v1/schema/${className(old)}`, { method: 'DELETE' });
        // The trap: an alias that leads nowhere.
        expect(await live.describe()).toBeUndefined();
        await expect(live.tenant('one').count()).rejects.toThrow(
          `${alias} is an alias of ${old}, which does not exist`,
        );
        const moved = await live.aliases.move(alias, next, { otherModel: true });
        expect(moved.verdict).toBe('unknown');
        expect((await live.describe())?.spec?.name).toBe(next);
      });
    });

    it('an alias is not listed among collections, and does not name one', async () => {
      await setUp(async ({ old, next, alias }) => {
        const names = await listCollections({ url });
        expect(names).toContain(old);
        expect(names).not.toContain(alias);
        const { aliases } = open(old);
        await expect(aliases.set(next, old)).rejects.toMatchObject({ code: 'invalid-input' });
        await expect(aliases.set(`${alias}-2`, alias)).rejects.toMatchObject({
          code: 'invalid-input',
        });
        expect(await aliases.get(`${alias}-2`)).toBeUndefined();
      });
    });
  });
}
