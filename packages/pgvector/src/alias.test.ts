/* oxlint-disable vitest/expect-expect, vitest/no-conditional-tests -- without a server there is nothing to declare but a skip */
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rm } from 'node:fs/promises';
import { createIndex } from '@nestvec/core';
import { aliasCases } from '@nestvec/testkit';
import { fakeEmbedder } from '@nestvec/testkit/embedder';
import { realServer } from '@nestvec/testkit/server';
import pg from 'pg';
import { afterAll, describe, expect, it } from 'vitest';
import { listCollections } from './list-collections.ts';
import { pgvector } from './store.ts';

const data = join(tmpdir(), `nestvec-alias-${randomUUID()}`);
aliasCases({
  name: 'pglite',
  open: (collection) => pgvector({ data, collection }),
  writesAWay: 3,
  cleanUp: async () => await rm(data, { recursive: true, force: true }),
});

const server = await realServer('postgres');

if (typeof server === 'string') {
  it('follows an alias on a real server', (context) => {
    context.skip(server);
  });
} else {
  const { url, stop } = server;
  const schema = `Aliases_${process.pid}_${Date.now().toString(36)}`;
  const open = (collection: string) => pgvector({ url, collection, schema });
  const pool = new pg.Pool({ connectionString: url });
  const apart: pg.Pool[] = [];
  /** As another process opens it: with its own connections, and a lock of its own beside them. */
  const openApart = (collection: string) => {
    const client = new pg.Pool({ connectionString: url, max: 1 });
    apart.push(client);
    return pgvector({ client, collection, schema });
  };
  afterAll(async () => {
    for (const one of apart) await one.end();
    await pool.query(`DROP SCHEMA IF EXISTS "${schema}" CASCADE`);
    await pool.end();
    await stop();
  });
  aliasCases({ name: 'postgres', open });
  aliasCases({
    name: 'postgres, over a pool of the user',
    open: (collection) => pgvector({ client: pool, collection, schema }),
  });

  describe('traps of aliases in PostgreSQL', () => {
    let number = 0;
    const make = async (count: number) => {
      const prefix = `trap${number++}`;
      const stores = Array.from({ length: count }, (_, i) => open(`${prefix}_${i}`));
      for (const store of stores)
        await (
          await createIndex({ embedder: fakeEmbedder(), store, modalities: ['text'] })
        ).create();
      return { stores, alias: `${prefix}_live` };
    };

    it('of moves from one place to several at once, one comes through, and the others say so', async () => {
      const { stores, alias } = await make(5);
      const [first] = stores;
      const from = first?.collection ?? '';
      await first?.aliases.set(alias, from);
      const outcomes = await Promise.allSettled(
        stores.slice(1).map(async ({ collection }) => {
          return await openApart(collection).aliases.move(alias, collection, { from });
        }),
      );
      const done = outcomes.filter(({ status }) => status === 'fulfilled');
      expect(done).toHaveLength(1);
      const failed = outcomes.flatMap((one) =>
        one.status === 'rejected' ? [one.reason as unknown] : [],
      );
      const stale = expect.objectContaining({
        code: 'plan',
        details: expect.objectContaining({ reason: 'stale' }),
      });
      expect(failed).toEqual([stale, stale, stale]);
      const now = await first?.aliases.get(alias);
      expect(stores.slice(1).map(({ collection }) => collection)).toContain(now);
    });

    it('a drop and a new alias at once never leave an alias of nothing', async () => {
      for (let i = 0; i < 10; i++) {
        const { stores, alias } = await make(1);
        const [store] = stores;
        if (store === undefined) throw new Error('there is one');
        const other = openApart(alias);
        const [dropped, made] = await Promise.allSettled([
          store.drop(),
          other.aliases.set(alias, store.collection),
        ]);
        const isThere = (await open(store.collection).describe({ count: false })) !== undefined;
        expect(isThere).toBe((await other.aliases.get(alias)) !== undefined);
        expect([dropped.status, made.status].toSorted()).toEqual(['fulfilled', 'rejected']);
      }
    });

    it('a failed move leaves the alias as it was, and within a transaction of the user all of it is undone', async () => {
      const { stores, alias } = await make(2);
      const [old, next] = stores;
      if (old === undefined || next === undefined) throw new Error('there are two');
      await old.aliases.set(alias, old.collection);
      await expect(old.aliases.move(alias, 'nothing')).rejects.toMatchObject({ code: 'not-found' });
      expect(await old.aliases.get(alias)).toBe(old.collection);
      const client = await pool.connect();
      try {
        await client.query('BEGIN');
        const within = pgvector({ client, collection: alias, schema });
        await within.aliases.move(alias, next.collection);
        expect((await within.describe())?.spec?.name).toBe(next.collection);
        expect(await old.aliases.get(alias)).toBe(old.collection);
        await client.query('ROLLBACK');
      } finally {
        client.release();
      }
      expect(await old.aliases.get(alias)).toBe(old.collection);
    });

    it('does not list the record of aliases among collections', async () => {
      const { stores, alias } = await make(1);
      await stores[0]?.aliases.set(alias, stores[0].collection);
      const names = await listCollections({ url, schema });
      expect(names).toContain(stores[0]?.collection);
      expect(names.filter((name) => /alias/.test(name) || name === alias)).toEqual([]);
    });

    it('says which aliases there are in each schema, and finds none in one where none was made', async () => {
      const other = pgvector({ url, collection: 'any', schema: `${schema}_other` });
      expect(await other.aliases.list()).toEqual([]);
      expect(await other.aliases.get('live')).toBeUndefined();
      expect(await other.aliases.remove('live')).toBe(false);
    });
  });
}
