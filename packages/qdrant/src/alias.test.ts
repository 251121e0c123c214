/* oxlint-disable vitest/expect-expect, vitest/no-conditional-tests -- without a server there is nothing to declare but a skip */
import { createIndex } from '@nestvec/core';
import { aliasCases } from '@nestvec/testkit';
import { fakeEmbedder } from '@nestvec/testkit/embedder';
import { QdrantClient } from '@qdrant/js-client-rest';
import { afterAll, describe, expect, it } from 'vitest';
import { startServer } from './__fixtures__/server.ts';
import { listCollections } from './list.ts';
import { qdrant } from './store.ts';

const server = await startServer();

if (typeof server === 'string') {
  it('follows an alias on a real server', (context) => {
    context.skip(server);
  });
} else {
  const { url, grpcUrl, stop } = server;
  const client = new QdrantClient({ url, checkCompatibility: false });
  const open = (collection: string) => qdrant({ url, collection });
  const point = async (alias: string, collection: string): Promise<void> => {
    const create = { create_alias: { alias_name: alias, collection_name: collection } };
    await client.updateCollectionAliases({ actions: [create] });
  };
  afterAll(stop);
  aliasCases({ name: 'qdrant', open });
  aliasCases({ name: 'qdrant, moved by the official client', open, move: point });
  if (grpcUrl !== undefined)
    aliasCases({
      name: 'qdrant over gRPC and the official client',
      open: (collection) => qdrant({ client, grpc: { url: grpcUrl }, collection }),
    });

  describe('traps of aliases in Qdrant', () => {
    /** Two collections and an alias of the first. */
    const setUp = async (
      test: (names: { old: string; next: string; alias: string }) => Promise<void>,
    ) => {
      const prefix = `Traps_${process.pid}_${Date.now().toString(36)}`;
      const names = { old: `${prefix}_old`, next: `${prefix}_next`, alias: `${prefix}_live` };
      const stores = [open(names.old), open(names.next)];
      for (const store of stores)
        await (
          await createIndex({ embedder: fakeEmbedder(), store, modalities: ['text'] })
        ).create();
      try {
        await point(names.alias, names.old);
        await test(names);
      } finally {
        const actions = [{ delete_alias: { alias_name: names.alias } }];
        await client.updateCollectionAliases({ actions });
        for (const store of stores) {
          await client.deleteCollection(store.collection);
          await store.close();
        }
      }
    };

    it('a removal and a creation that fails leave no alias on the server; a failed move leaves it as it was', async () => {
      await setUp(async ({ old, next, alias }) => {
        const { aliases } = open(old);
        const none = `${next}_none`;
        await expect(aliases.move(alias, none)).rejects.toMatchObject({ code: 'not-found' });
        expect(await aliases.get(alias)).toBe(old);
        const actions = [
          { delete_alias: { alias_name: alias } },
          { create_alias: { alias_name: alias, collection_name: none } },
        ];
        await expect(client.updateCollectionAliases({ actions })).rejects.toThrow('Not Found');
        expect(await aliases.get(alias)).toBeUndefined(); // what the move must not do
      });
    });

    it('keeps the alias where the collection goes between the look at it and the move', async () => {
      await setUp(async ({ old, next, alias }) => {
        const late: QdrantClient = new QdrantClient({ url, checkCompatibility: false });
        const update = late.updateCollectionAliases.bind(late);
        late.updateCollectionAliases = async (request) => {
          await client.deleteCollection(next);
          return await update(request);
        };
        const { aliases } = qdrant({ client: late, collection: old });
        await expect(aliases.move(alias, next)).rejects.toMatchObject({ code: 'not-found' });
        expect(await aliases.get(alias)).toBe(old);
      });
    });

    it('a move is one step: none of the reads meanwhile finds nothing', async () => {
      await setUp(async ({ old, next, alias }) => {
        const { aliases } = open(old);
        const state = { reads: 0, stopped: false };
        const reading = (async () => {
          while (!state.stopped) {
            await client.count(alias, { exact: true });
            state.reads++;
          }
        })();
        for (let i = 0; i < 50; i++) await aliases.move(alias, i % 2 === 0 ? next : old);
        state.stopped = true;
        await reading;
        expect(state.reads).toBeGreaterThan(10);
      });
    });

    it('the server drops an alias with its collection, and answers a drop by an alias with success: both are refused here', async () => {
      await setUp(async ({ old, alias }) => {
        expect(await client.deleteCollection(alias)).toBe(false);
        await expect(open(alias).drop()).rejects.toThrow(
          `${alias} in qdrant is an alias of ${old}`,
        );
        await expect(open(old).drop()).rejects.toThrow(`is what ${alias} leads to`);
        expect(await open(alias).count()).toBe(0);
        await client.deleteCollection(old);
        expect(await open(alias).describe()).toBeUndefined(); // the trap
        expect(await open(old).aliases.get(alias)).toBeUndefined();
      });
    });

    it('an alias is not listed among collections, and does not name one', async () => {
      await setUp(async ({ old, next, alias }) => {
        const names = await listCollections({ url });
        expect(names).toContain(old);
        expect(names).not.toContain(alias);
        const { aliases } = open(old);
        await expect(aliases.set(next, old)).rejects.toMatchObject({ code: 'invalid-input' });
        await expect(aliases.set(`${alias}_2`, alias)).rejects.toMatchObject({
          code: 'invalid-input',
        });
        expect(await aliases.get(`${alias}_2`)).toBeUndefined();
      });
    });

    it('finds a collection under the name that it was restored by, which it does not remember', async () => {
      await setUp(async ({ old, alias }) => {
        const { metadata } = (await client.getCollection(old)).config;
        const memory = String(metadata?.['nestvec']).replaceAll(old, `${old}_before`);
        await client.updateCollection(old, { metadata: { nestvec: memory } });
        expect((await open(old).describe())?.spec?.name).toBe(`${old}_before`);
        expect(await open(old).count()).toBe(0);
        expect(await open(alias).count()).toBe(0);
      });
    });
  });
}
