import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { execPath } from 'node:process';
import { promisify } from 'node:util';
import { isNestvecError } from '@nestvec/core';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startServer } from './__fixtures__/server.ts';
import { miniSpec, imageRecord, unitVector } from './__fixtures__/spec.ts';
import type { PgvectorSettings } from './options.ts';
import { pgvector } from './store.ts';

const server = await startServer();
const missing = typeof server === 'string' ? server : '';
const url = typeof server === 'string' ? 'postgres://nowhere' : server.url;
const schema = `nestvec "${randomUUID().slice(0, 8)}`;
const pool = new pg.Pool({ connectionString: url, max: 8 });
const quoted = `"${schema.replaceAll('"', '""')}"`;

beforeAll(async () => {
  if (missing === '') await pool.query(`CREATE SCHEMA ${quoted}`);
});
afterAll(async () => {
  if (missing === '') await pool.query(`DROP SCHEMA ${quoted} CASCADE`);
  await pool.end();
  if (typeof server !== 'string') await server.stop();
});

/** As much of a pool as is used, whose clients ask what `ask` lets through. */
function poolAsking(ask: (client: pg.PoolClient, query: Asked) => unknown) {
  return {
    totalCount: 0,
    async connect() {
      const client = await pool.connect();
      return {
        on: () => {},
        off: () => {},
        release: (close?: boolean) => client.release(close),
        query: (query: Asked) => ask(client, query),
      };
    },
  };
}

type Asked = Parameters<pg.PoolClient['query']>[0] & { readonly text?: string };

let number = 0;

/** A collection of its own, filled with these ids. */
async function create(
  options: Partial<PgvectorSettings> = {},
  changes: Parameters<typeof miniSpec>[0] = {},
): Promise<{ store: ReturnType<typeof pgvector>; collection: string }> {
  const collection = `C${++number}-x`;
  const store = pgvector({ url, schema, collection, indexFrom: 0, ...options });
  await store.apply(await store.plan(miniSpec({ name: collection, ...changes })));
  return { store, collection };
}

const idsIn = async (store: ReturnType<typeof pgvector>): Promise<string[]> => {
  const ids: string[] = [];
  for await (const { records } of store.scan()) ids.push(...records.map(({ id }) => id));
  return ids;
};

describe('on a server', { timeout: 60_000 }, () => {
  beforeEach((context) => context.skip(missing !== '', missing));

  it('leaves tables of others in the same schema alone, and describes them', async () => {
    await pool.query(`CREATE TABLE ${quoted}."Theirs" (id int)`);
    const { store } = await create();
    await store.upsert([imageRecord('a', 1)]);
    const theirs = pgvector({ url, schema, collection: 'Theirs' });
    expect((await theirs.describe())?.spec).toBeUndefined();
    await expect(theirs.count()).rejects.toThrow(/which nestvec did not make/);
    await expect(theirs.drop()).rejects.toThrow(/which nestvec did not make/);
    await store.drop();
    expect((await pool.query(`SELECT * FROM ${quoted}."Theirs"`)).rows).toEqual([]);
    await Promise.all([store.close(), theirs.close()]);
  });

  it('does everything in the transaction that the user’s client is in', async () => {
    const { store, collection } = await create();
    const client = await pool.connect();
    const inside = pgvector({ client, schema, collection });
    await client.query('BEGIN');
    await inside.upsert([imageRecord('few', 1)]);
    await inside.upsert(Array.from({ length: 100 }, (_, i) => imageRecord(`many${i}`, i)));
    await inside.update([{ id: 'few', metadata: { color: 'red' } }]);
    const unknown = inside.update([{ id: 'unknown', metadata: {} }]);
    await expect(unknown).rejects.toThrow(/nothing stored/);
    expect(await inside.count()).toBe(101);
    const { hits } = await inside.search({
      vector: unitVector(1),
      using: 'image_64',
      rescore: 'image',
      limit: 2,
    });
    expect(hits.map(({ id }) => id)).toEqual(['few', 'many1']);
    expect(await store.count()).toBe(0);
    await client.query('ROLLBACK');
    expect(await store.count()).toBe(0);
    await inside.upsert([imageRecord('alone', 1)]);
    expect(await store.count()).toBe(1);
    client.release();
    await Promise.all([inside.close(), store.close()]);
  });

  it('leaves the user’s transaction usable where a write in it fails', async () => {
    const { store, collection } = await create();
    const client = await pool.connect();
    const inside = pgvector({ client, schema, collection });
    await client.query('BEGIN');
    await client.query(`ALTER TABLE ${quoted}."${collection}" ADD CHECK (_id <> 'bad')`);
    const failing = inside.upsert(
      Array.from({ length: 50 }, (_, i) => imageRecord(i === 9 ? 'bad' : `x${i}`, i)),
    );
    await expect(failing).rejects.toMatchObject({ code: 'store', details: { retryable: false } });
    await inside.upsert(Array.from({ length: 50 }, (_, i) => imageRecord(`y${i}`, i)));
    await client.query('COMMIT');
    expect(await store.count()).toBe(50);
    client.release();
    await Promise.all([inside.close(), store.close()]);
  });

  it('cancels on the server what a signal ends', async () => {
    const { store, collection } = await create();
    expect(await store.count()).toBe(0); // it has looked at the collection
    const other = await pool.connect();
    await other.query('BEGIN');
    await other.query(`LOCK TABLE ${quoted}."${collection}"`);
    const controller = new AbortController();
    const counting = store.count({ signal: controller.signal });
    const waiting = async (): Promise<number> =>
      (
        await pool.query(
          `SELECT 1 FROM pg_stat_activity WHERE application_name = 'nestvec' AND wait_event_type = 'Lock' AND query LIKE '%${collection}%'`,
        )
      ).rows.length;
    await expect.poll(waiting).toBe(1);
    controller.abort();
    await expect(counting).rejects.toMatchObject({ code: 'aborted' });
    await expect.poll(waiting).toBe(0);
    await other.query('ROLLBACK');
    other.release();
    expect(await store.count()).toBe(0);
    await store.close();
  });

  type Store = ReturnType<typeof pgvector>;
  const rows = Array.from({ length: 900 }, (_, i) => imageRecord(`x${i}`, i, { age: 1 }));
  const newer = rows.map((row) => ({ ...row, metadata: { age: 2 } }));
  it.each<[string, number, (store: Store, call: { signal?: AbortSignal }) => Promise<unknown>]>([
    ['an upsert of a few', 1, async (store, call) => store.upsert(newer.slice(0, 3), call)],
    ['an upsert in several transactions', 3, async (store, call) => store.upsert(newer, call)],
    ['an update', 1, async (store, call) => store.update(newer.slice(0, 300), call)],
    ['a removal', 1, async (store, call) => store.remove({ all: true }, call)],
    ['an index that is built', 1, async (store, call) => store.optimize(call)],
    ['a drop', 1, async (store, call) => store.drop(call)],
  ])(
    'cancels %s on the server as well, and nothing of it is kept',
    async (_, statements, write) => {
      const { store, collection } = await create({ indexFrom: 900 }, { fields: { age: 'number' } });
      await store.upsert(rows);
      const other = await pool.connect();
      await other.query('BEGIN');
      await other.query(`LOCK TABLE ${quoted}."${collection}"`);
      const controller = new AbortController();
      const writing = write(store, { signal: controller.signal });
      const waiting = async (): Promise<number> =>
        (
          await pool.query(
            `SELECT 1 FROM pg_stat_activity WHERE application_name = 'nestvec' AND wait_event_type = 'Lock' AND query LIKE '%${collection}%'`,
          )
        ).rows.length;
      await expect.poll(waiting).toBe(statements);
      controller.abort();
      await expect(writing).rejects.toMatchObject({ code: 'aborted' });
      expect(await waiting()).toBe(0);
      await other.query('ROLLBACK');
      other.release();
      expect(await store.count({ filter: { age: 1 } })).toBe(900);
      // Its connections are as they were.
      await Promise.all(Array.from({ length: 8 }, async () => store.count()));
      await write(store, {});
      await store.close();
    },
  );

  it('begins no statement of a write after the signal has fired, and undoes it even where a late cancellation hits that', async () => {
    const { store: whole, collection } = await create();
    const controller = new AbortController();
    const texts: string[] = [];
    const hooked = poolAsking(async (client, query) => {
      texts.push(query.text?.trim().split(' ')[0] ?? '');
      const isFirst = texts.filter((text) => text === 'ROLLBACK').length === 1;
      if (texts.at(-1) === 'ROLLBACK' && isFirst)
        throw Object.assign(new Error('canceling statement'), { code: '57014' });
      const result = await client.query(query);
      if (texts.at(-1) === 'CREATE') controller.abort();
      return result;
    });
    const store = pgvector({ client: hooked as never, schema, collection }); // as much of a pool as is used
    const many = Array.from({ length: 100 }, (_, i) => imageRecord(`x${i}`, i));
    const writing = store.upsert(many, { signal: controller.signal });
    await expect(writing).rejects.toMatchObject({ code: 'aborted' });
    expect(texts.slice(1)).toEqual(['BEGIN', 'CREATE', 'ROLLBACK', 'ROLLBACK']);
    expect(await whole.count()).toBe(0);
    await Promise.all([store.close(), whole.close()]);
  });

  it('stops a write that waits for a connection, and gives one back that comes late', async () => {
    const { store: whole, collection } = await create();
    await whole.upsert([imageRecord('a', 1)]);
    const late = Promise.withResolvers<pg.PoolClient>();
    const asked: Promise<unknown>[] = [];
    const slow = {
      totalCount: 0,
      async connect() {
        const client = asked.length === 0 ? pool.connect() : late.promise; // the first one looks at the table
        asked.push(client);
        return await client;
      },
    };
    const store = pgvector({ client: slow, schema, collection });
    const controller = new AbortController();
    const writing = store.remove({ all: true }, { signal: controller.signal });
    await expect.poll(() => asked.length).toBe(2);
    controller.abort();
    await expect(writing).rejects.toMatchObject({ code: 'aborted' });
    const released = Promise.withResolvers<void>();
    late.resolve({ release: released.resolve } as never); // nothing else is asked of it
    await released.promise;
    expect(await whole.count()).toBe(1);
    await Promise.all([store.close(), whole.close()]);
  });

  it('stops a write at once that can’t even look at the collection, since all connections are taken', async () => {
    const { store: whole, collection } = await create();
    const own = new pg.Pool({ connectionString: url, max: 1 });
    const held = await own.connect();
    const store = pgvector({ client: own, schema, collection });
    const controller = new AbortController();
    const writing = store.upsert([imageRecord('a', 1)], { signal: controller.signal });
    await expect.poll(() => own.waitingCount).toBe(1);
    controller.abort();
    await expect(writing).rejects.toMatchObject({ code: 'aborted' });
    held.release();
    expect(await whole.count()).toBe(0);
    await Promise.all([store.close(), whole.close()]);
    await own.end();
  });

  it('gives up a statement that takes longer than timeoutMs', async () => {
    const { store, collection } = await create({ timeoutMs: 1000 });
    const other = await pool.connect();
    await other.query('BEGIN');
    await other.query(`LOCK TABLE ${quoted}."${collection}"`);
    await expect(store.upsert([imageRecord('a', 1)])).rejects.toThrow(
      /statement timeout.*raise timeoutMs/,
    );
    await other.query('ROLLBACK');
    other.release();
    await store.upsert([imageRecord('a', 1)]);
    expect(await store.count()).toBe(1);
    await store.close();
  });

  it('loses no change where two processes update the same records at once', async () => {
    const { store, collection } = await create();
    await store.upsert(['a', 'b', 'c'].map((id, i) => imageRecord(id, i)));
    const code = `
      import { pgvector } from ${JSON.stringify(new URL('store.ts', import.meta.url).href)};
      const [options, part] = process.argv.slice(1).map((text) => JSON.parse(text));
      const store = pgvector(options);
      const ids = part === 0 ? ['a', 'b', 'c'] : ['c', 'b', 'a'];
      for (let i = 0; i < 30; i++)
        await store.update(ids.map((id) => ({ id, metadata: { ['p' + part + '_' + i]: i } })));
      await store.close();
    `;
    const endings = [0, 1].map(async (part) => {
      const options = JSON.stringify({ url, schema, collection });
      const script = ['--input-type=module', '-e', code, options, String(part)];
      return await promisify(execFile)(execPath, script);
    });
    expect((await Promise.all(endings)).map(({ stderr }) => stderr)).toEqual(['', '']);
    const records = await store.get(['a', 'b', 'c']);
    expect(records.map((record) => Object.keys(record?.metadata ?? {}).length)).toEqual([
      60, 60, 60,
    ]);
    await store.close();
  });

  it('keeps an update of many records whole, or nothing of it', async () => {
    const { store, collection } = await create({ batchRecords: 50 });
    const ids = Array.from({ length: 120 }, (_, i) => `x${i}`);
    await store.upsert(ids.map((id, i) => imageRecord(id, i)));
    await pool.query(
      `ALTER TABLE ${quoted}."${collection}" ADD CHECK (_id <> 'x110' OR NOT _metadata ? 'new')`,
    );
    const failing = store.update([
      { id: 'none', metadata: {} },
      ...ids.map((id) => ({ id, metadata: { new: true } })),
    ]);
    await expect(failing).rejects.toMatchObject({
      code: 'store',
      details: { unconfirmedIds: ['none', ...ids] },
    });
    const stored = await store.get(ids);
    expect(stored.filter((record) => record?.metadata['new'] === true)).toEqual([]);
    await store.close();
  });

  it('names exactly the records that are not stored where one of several transactions fails', async () => {
    const { store, collection } = await create({ batchRecords: 50 });
    const ids = Array.from({ length: 400 }, (_, i) => `x${i}`);
    await pool.query(`ALTER TABLE ${quoted}."${collection}" ADD CHECK (_id <> 'x110')`);
    const failure: unknown = await store
      .upsert(ids.map((id, i) => imageRecord(id, i)))
      .catch((error: unknown) => error);
    if (!isNestvecError(failure, 'store')) throw failure;
    const unconfirmed = new Set(failure.details.unconfirmedIds);
    expect(failure.message).toContain('upsert of 50 records into');
    expect(ids.slice(100, 150).every((id) => unconfirmed.has(id))).toBe(true);
    expect(unconfirmed.size).toBe(failure.details.unconfirmedIds.length);
    const stored = await store.get(ids);
    expect(stored.flatMap((record) => (record === undefined ? [] : [record.id]))).toEqual(
      ids.filter((id) => !unconfirmed.has(id)),
    );
    expect(await store.count()).toBeGreaterThanOrEqual(100);
    await store.close();
  });

  it('writes all of an upsert where the connection of one of its transactions is lost', async () => {
    const { store, collection } = await create();
    const other = await pool.connect();
    await other.query('BEGIN');
    await other.query(`LOCK TABLE ${quoted}."${collection}" IN EXCLUSIVE MODE`);
    const ids = Array.from({ length: 900 }, (_, i) => `x${i}`);
    const writing = store.upsert(ids.map((id, i) => imageRecord(id, i)));
    const waiting = async (): Promise<number[]> =>
      (
        await pool.query<{ pid: number }>(
          `SELECT pid FROM pg_stat_activity WHERE application_name = 'nestvec' AND wait_event_type = 'Lock' AND query LIKE '%${collection}%'`,
        )
      ).rows.map(({ pid }) => pid);
    await expect.poll(async () => (await waiting()).length).toBe(3);
    await pool.query('SELECT pg_terminate_backend($1)', [(await waiting())[1]]);
    await other.query('ROLLBACK');
    other.release();
    await writing;
    expect(await idsIn(store)).toEqual(ids.toSorted());
    await store.close();
  });

  it('stores the last of several records of one id, however far apart', async () => {
    const { store } = await create();
    const records = Array.from({ length: 1200 }, (_, i) =>
      imageRecord(`x${i % 600}`, i, { page: i }),
    );
    await store.upsert(records);
    const stored = await store.get(records.slice(0, 600).map(({ id }) => id));
    expect(stored.map((record) => record?.metadata['page'])).toEqual(
      Array.from({ length: 600 }, (_, i) => i + 600),
    );
    await store.close();
  });

  it.each([1, 4])('writes a whole batch through a pool of %i', async (max) => {
    const { collection } = await create();
    const own = new pg.Pool({ connectionString: url, max, connectionTimeoutMillis: 5000 });
    const store = pgvector({ client: own, schema, collection });
    const ids = Array.from({ length: 900 }, (_, i) => `x${i}`);
    await store.upsert(ids.map((id, i) => imageRecord(id, i)));
    expect(await store.count()).toBe(900);
    expect(own.totalCount).toBe(Math.max(1, max - 1));
    await store.close();
    await own.end();
  });

  it('cancels nothing, and gives its connection back, where the user’s pool has no other one', async () => {
    const { collection } = await create();
    const one = new pg.Pool({ connectionString: url, max: 1 });
    const store = pgvector({ client: one, schema, collection });
    expect(await store.count()).toBe(0);
    const other = await pool.connect();
    await other.query('BEGIN');
    await other.query(`LOCK TABLE ${quoted}."${collection}"`);
    const controller = new AbortController();
    const counting = store.count({ signal: controller.signal });
    const waiting = async (): Promise<number> =>
      (
        await pool.query(
          `SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%${collection}%'`,
        )
      ).rows.length;
    await expect.poll(waiting).toBe(1);
    controller.abort();
    await expect(counting).rejects.toMatchObject({ code: 'aborted' });
    await other.query('COMMIT');
    other.release();
    expect(await store.count()).toBe(0);
    await store.close();
    await one.end();
  });

  it('cancels more searches at once than it has connections', async () => {
    const { store, collection } = await create({ connections: 2 });
    expect(await store.count()).toBe(0);
    const other = await pool.connect();
    await other.query('BEGIN');
    await other.query(`LOCK TABLE ${quoted}."${collection}"`);
    const controller = new AbortController();
    const { signal } = controller;
    const counting = Array.from({ length: 6 }, async () => store.count({ signal }));
    const outcomes = Promise.allSettled(counting);
    const waiting = async (): Promise<number> =>
      (
        await pool.query(
          `SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%${collection}%'`,
        )
      ).rows.length;
    await expect.poll(waiting).toBe(2);
    controller.abort();
    for (const outcome of await outcomes)
      expect(outcome).toMatchObject({ reason: { code: 'aborted' } });
    await expect.poll(waiting).toBe(0);
    await other.query('ROLLBACK');
    other.release();
    expect(await store.count()).toBe(0);
    await store.close();
  });

  it('lets an index take longer to build than a statement may', async () => {
    const { store, collection } = await create({ timeoutMs: 1000, indexFrom: 10 });
    await store.upsert(Array.from({ length: 10 }, (_, i) => imageRecord(`x${i}`, i)));
    const other = await pool.connect();
    await other.query('BEGIN');
    await other.query(`LOCK TABLE ${quoted}."${collection}" IN ROW EXCLUSIVE MODE`);
    const building = store.optimize();
    await new Promise((resolve) => setTimeout(resolve, 2500)); // the client gives up after 2 s
    await other.query('COMMIT');
    other.release();
    await building;
    const { rows } = await pool.query(
      `SELECT 1 FROM pg_indexes WHERE tablename = '${collection}' AND indexdef LIKE '%hnsw%'`,
    );
    expect(rows).toHaveLength(1);
    await store.close();
  });

  it('says what a role lacks, and reads for one that may only read', async () => {
    const { store, collection } = await create();
    await store.upsert([imageRecord('a', 1)]);
    const role = `nestvec_${randomUUID().slice(0, 8)}`;
    await pool.query(`CREATE ROLE ${role} LOGIN`);
    await pool.query(`GRANT USAGE ON SCHEMA ${quoted} TO ${role}`);
    await pool.query(`GRANT SELECT ON ${quoted}."${collection}" TO ${role}`);
    const theirs = new URL(url);
    theirs.username = role;
    const reader = pgvector({ url: theirs.href, schema, collection });
    expect((await reader.get(['a']))[0]?.id).toBe('a');
    const many = Array.from({ length: 60 }, (_, i) => imageRecord(`x${i}`, i));
    for (const write of [
      () => reader.upsert([imageRecord('a', 2)]),
      () => reader.upsert(many),
      () => reader.update([{ id: 'a', metadata: { n: 1 } }]),
      () => reader.remove({ ids: ['a'] }),
      () => reader.drop(),
    ])
      await expect(write()).rejects.toThrow(/permission denied|must be owner.*grant the role/);
    const other = pgvector({ url: theirs.href, schema, collection: 'Forbidden' });
    const plan = await other.plan(miniSpec({ name: 'Forbidden' }));
    await expect(other.apply(plan)).rejects.toThrow(/permission denied.*grant the role/);
    expect(await store.count()).toBe(1);
    await Promise.all([reader.close(), other.close(), store.close()]);
    await pool.query(`DROP OWNED BY ${role}`);
    await pool.query(`DROP ROLE ${role}`);
  });

  it('tries again what the server refused because of another transaction', async () => {
    const { store, collection } = await create();
    let refused = 0;
    const flaky = poolAsking((client, query) => {
      if (!/^\s*INSERT/.test(query.text ?? '') || refused++ > 1) return client.query(query);
      return Promise.reject(
        Object.assign(new Error('deadlock detected'), { code: '40P01', severity: 'ERROR' }),
      );
    });
    const other = pgvector({ client: flaky as never, schema, collection }); // as much of a pool as is used
    await other.upsert(Array.from({ length: 50 }, (_, i) => imageRecord(`x${i}`, i)));
    expect(refused).toBe(3);
    expect(await store.count()).toBe(50);
    await Promise.all([store.close(), other.close()]);
  });

  it('lets several writers of the same ids wait for each other, never in a circle, in whatever order they have them', async () => {
    const { store, collection } = await create();
    const codes: unknown[] = [];
    const noting = poolAsking(async (client, query) => {
      try {
        return await client.query(query);
      } catch (error) {
        codes.push(error);
        throw error;
      }
    });
    const records = Array.from({ length: 900 }, (_, i) => imageRecord(`x${i}`, i));
    // Of one process, stores of the same pool write one after the other.
    const writers = Array.from(
      { length: 4 },
      () => pgvector({ client: { ...noting, options: { max: 4 } } as never, schema, collection }), // as much of a pool as is used
    );
    await Promise.all(
      writers.map(async (writer, i) => writer.upsert(i % 2 === 0 ? records : records.toReversed())),
    );
    expect(codes).toEqual([]);
    expect(await store.count()).toBe(900);
    await Promise.all([store, ...writers].map(async (each) => each.close()));
  });

  it('shows a role that does not own the table the rows of one tenant only', async () => {
    const { store, collection } = await create({ rowLevelSecurity: true }, { tenants: true });
    await store.tenant('a').upsert([imageRecord('x', 1)]);
    await store.tenant('b').upsert([imageRecord('x', 2), imageRecord('y', 3)]);
    const role = `nestvec_${randomUUID().slice(0, 8)}`;
    await pool.query(`CREATE ROLE ${role} LOGIN`);
    await pool.query(`GRANT USAGE ON SCHEMA ${quoted} TO ${role}`);
    await pool.query(
      `GRANT SELECT, INSERT, UPDATE, DELETE ON ${quoted}."${collection}" TO ${role}`,
    );
    const theirs = new URL(url);
    theirs.username = role;
    const limited = pgvector({ url: theirs.href, schema, collection, rowLevelSecurity: true });
    expect(await limited.tenant('b').count()).toBe(2);
    await limited.tenant('a').upsert([imageRecord('z', 4)]);
    expect(await idsIn(limited.tenant('a'))).toEqual(['x', 'z']);
    await limited.tenant('c').upsert(Array.from({ length: 600 }, (_, i) => imageRecord(`${i}`, i)));
    expect([await limited.tenant('c').count(), await limited.tenant('b').count()]).toEqual([
      600, 2,
    ]);
    expect((await limited.describe())?.count).toBe(0); // no call before has left its tenant on the connection
    const direct = new pg.Client({ connectionString: theirs.href });
    await direct.connect();
    const seen = async (): Promise<unknown> =>
      (await direct.query(`SELECT _id FROM ${quoted}."${collection}"`)).rows;
    expect(await seen()).toEqual([]);
    await direct.query(`SET nestvec.tenant = 'b'`);
    expect(await seen()).toEqual([{ _id: 'x' }, { _id: 'y' }]);
    await direct.end();
    expect(await limited.removeTenant('b')).toBe(true);
    expect(await limited.removeTenant('b')).toBe(false);
    expect(await store.tenants()).toEqual(['a', 'c']);
    await Promise.all([limited.close(), store.close()]);
    await pool.query(`DROP OWNED BY ${role}`);
    await pool.query(`DROP ROLE ${role}`);
  });

  it('finds through its index all that a narrow filter leaves', async () => {
    const { store } = await create({}, { fields: { rare: 'boolean' } });
    const records = Array.from({ length: 600 }, (_, i) =>
      imageRecord(`x${i}`, i, { rare: i % 30 === 0 }),
    );
    await store.upsert(records);
    const search = {
      vector: unitVector(5),
      using: 'image_64',
      filter: { rare: true },
      limit: 20,
    } as const;
    const [found, all] = [
      await store.search(search),
      await store.search({ ...search, exact: true }),
    ];
    expect(found.hits.map(({ id }) => id)).toEqual(all.hits.map(({ id }) => id));
    expect(found.hits).toHaveLength(20);
    await store.close();
  });

  it('goes on through its index where a filter leaves few of the nearest, without comparing every row', async () => {
    const { store } = await create({}, { fields: { rare: 'boolean' } });
    await store.upsert(
      Array.from({ length: 1500 }, (_, i) => imageRecord(`x${i}`, i, { rare: i % 50 === 0 })),
    );
    const { hits, explain } = await store.search({
      vector: unitVector(5),
      using: 'image_64',
      filter: { rare: true },
      limit: 10,
      depth: 10,
    });
    expect(hits).toHaveLength(10);
    expect(explain.exact).toBe(false); // of the 100 nearest about two are rare
    await store.close();
  });

  it('compares every row where a search is to be exact, whatever its index would find', async () => {
    const native = { pgvector: { m: 2, efConstruction: 4, efSearch: 1 } };
    const vectors = {
      image: { modality: 'image', dimensions: 256, quantization: 'none', graph: true, native },
    } as const;
    const { store } = await create({}, { vectors });
    const records = Array.from({ length: 1500 }, (_, i) => {
      const { id, vectors: made } = imageRecord(`x${i}`, i);
      return { id, vectors: { image: made['image'] ?? unitVector(i) }, metadata: {} };
    });
    await store.upsert(records);
    const query = unitVector(-5);
    const cosine = (numbers: Float32Array): number =>
      numbers.reduce((sum, number, i) => sum + number * (query[i] ?? 0), 0);
    const best = records.toSorted((a, b) => cosine(b.vectors.image) - cosine(a.vectors.image));
    const { hits } = await store.search({ vector: query, using: 'image', exact: true, limit: 50 });
    expect(hits.map(({ id }) => id)).toEqual(best.slice(0, 50).map(({ id }) => id));
    await store.close();
  });

  it('builds its indexes when there are enough records, and not twice', async () => {
    const { store, collection } = await create({ indexFrom: 100 });
    const names = async (): Promise<unknown> =>
      (
        await pool.query(
          `SELECT count(*)::int AS count FROM pg_indexes WHERE tablename = '${collection}' AND indexdef LIKE '%hnsw%'`,
        )
      ).rows;
    await store.upsert(Array.from({ length: 99 }, (_, i) => imageRecord(`x${i}`, i)));
    await store.optimize();
    expect(await names()).toEqual([{ count: 0 }]);
    const search = {
      vector: unitVector(7),
      using: 'image_64',
      rescore: 'image',
      limit: 1,
    } as const;
    expect((await store.search(search)).explain.exact).toBe(true);
    await store.upsert([imageRecord('last', 200)]);
    await store.optimize({ ifNeeded: true });
    expect(await names()).toEqual([{ count: 1 }]);
    const vacuums = async (): Promise<unknown> =>
      (
        await pool.query(
          `SELECT vacuum_count::int AS count FROM pg_stat_user_tables WHERE relname = '${collection}'`,
        )
      ).rows;
    // So that an index alone tells which rows there are. One was for fewer records than an index is built from.
    await expect.poll(vacuums, { timeout: 20_000 }).toEqual([{ count: 2 }]);
    await store.optimize({ ifNeeded: true });
    await expect.poll(vacuums, { timeout: 20_000 }).toEqual([{ count: 2 }]);
    const { hits, explain } = await store.search({ ...search, depth: 1 });
    expect(hits[0]?.id).toBe('x7');
    expect(explain).toMatchObject({ exact: false, stages: 'native' });
    await store.close();
  });

  it.each([
    { indexAs: 'halfvec' },
    { column: 'halfvec' },
    { indexAs: 'bit' },
    { index: 'ivfflat', lists: 4, probes: 4 },
    { m: 8, efConstruction: 32, efSearch: 50 },
  ] as const)('finds the nearest with %j', async (native) => {
    const vectors = {
      image: {
        modality: 'image',
        dimensions: 256,
        quantization: 'none',
        graph: true,
        native: { pgvector: native },
      },
      image_64: {
        modality: 'image',
        dimensions: 64,
        quantization: 'none',
        graph: false,
        native: {},
      },
    } as const;
    const { store, collection } = await create({}, { vectors });
    await store.upsert(Array.from({ length: 300 }, (_, i) => imageRecord(`x${i}`, i)));
    const { hits, explain } = await store.search({
      vector: unitVector(7),
      using: 'image',
      limit: 3,
      depth: 3,
    });
    expect(hits[0]).toMatchObject({ id: 'x7' });
    expect(hits[0]?.score).toBeCloseTo(1, 3);
    expect(explain.exact).toBe(false);
    expect((await store.plan(miniSpec({ name: collection, vectors }))).steps).toEqual([]);
    await store.close();
  });
});

it('refuses a client that is not connected, whose statements would wait for ever', async () => {
  const store = pgvector({
    client: new pg.Client({ connectionString: url }),
    collection: 'things',
  });
  await expect(store.count()).rejects.toThrow(/pgvector\.client.*call connect\(\)/);
  await store.close();
});

it('says that no server is there, and what to do', async () => {
  const store = pgvector({ url: 'postgres://127.0.0.1:1/db', collection: 'things' });
  const error: unknown = await store.count().catch((thrown: unknown) => thrown);
  expect(isNestvecError(error, 'store')).toBe(true);
  expect(String(error)).toContain('check url, and that the server runs');
  await store.close();
});
