import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { afterAll, describe, expect, it } from 'vitest';
import { openFolder } from './__fixtures__/pglite.ts';
import { miniSpec, imageRecord, unitVector } from './__fixtures__/spec.ts';
import { embeddedDatabase } from './database/pglite.ts';
import { listCollections } from './list-collections.ts';
import { raw } from './sql.ts';
import { pgvector } from './store.ts';

const folder = await openFolder();
afterAll(folder.close);
const { data } = folder;

describe('PGlite', { timeout: 120_000 }, () => {
  it('leaves the event loop free, rejects at once what a signal ends, and goes on with the next', async () => {
    const store = pgvector({ data, collection: 'things' });
    await store.apply(await store.plan(miniSpec()));
    const records = Array.from({ length: 1500 }, (_, i) => imageRecord(`x${i}`, i));
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    const writing = store.upsert(records);
    const controller = new AbortController();
    const search = {
      vector: unitVector(3),
      using: 'image_64',
      rescore: 'image',
      limit: 1,
    } as const;
    const waiting = store.search(search, { signal: controller.signal });
    await new Promise((resolve) => setTimeout(resolve, 1));
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'aborted' });
    expect(await Promise.race([writing.then(() => 'written'), Promise.resolve('writing')])).toBe(
      'writing',
    );
    await writing;
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(3);
    expect((await store.search(search)).hits[0]?.id).toBe('x3');
    await store.close();
  });

  it('keeps an update of many records whole, or nothing of it', async () => {
    const store = pgvector({ data, collection: 'whole', batchRecords: 50 });
    await store.apply(await store.plan(miniSpec({ name: 'whole' })));
    const ids = Array.from({ length: 120 }, (_, i) => `x${i}`);
    await store.upsert(ids.map((id, i) => imageRecord(id, i)));
    const database = embeddedDatabase(data);
    const check = `ALTER TABLE whole ADD CHECK (_id <> 'x110' OR NOT _metadata ? 'new')`;
    await database.use(async ({ query }) => query(raw(check)));
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
    await Promise.all([store.close(), database.close()]);
  });

  it('makes room by optimize, which nothing else does there', async () => {
    const store = pgvector({ data, collection: 'room' });
    await store.apply(await store.plan(miniSpec({ name: 'room' })));
    await store.upsert(Array.from({ length: 300 }, (_, i) => imageRecord(`x${i}`, i)));
    await store.remove({ all: true });
    const database = embeddedDatabase(data);
    const pages = async (): Promise<number> => {
      const size = raw(`SELECT pg_relation_size('room') AS bytes`);
      const [row] = await database.use(async ({ query }) => query(size));
      return Number(row?.['bytes']) / 8192;
    };
    expect(await pages()).toBeGreaterThan(5);
    await store.optimize({ ifNeeded: true });
    expect(await pages()).toBeGreaterThan(5);
    await store.optimize();
    expect(await pages()).toBe(0);
    await Promise.all([store.close(), database.close()]);
  });

  it('is shared by the stores of a process, and refuses the folder to another one', () => {
    const code = `
      import { pgvector } from ${JSON.stringify(new URL('store.ts', import.meta.url).href)};
      const store = pgvector({ data: ${JSON.stringify(data)}, collection: 'things' });
      await store.count().catch((error) => console.log(error.message));
    `;
    const { stdout, stderr } = spawnSync(execPath, ['--input-type=module', '-e', code], {
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    expect(stdout).toContain('is in use by another process');
  });

  it('makes no database where its collections are only listed', async () => {
    const none = join(data, 'none');
    expect(await listCollections({ data: none })).toEqual([]);
    expect(existsSync(none)).toBe(false);
  });

  it('says what to do with a folder that it can not open', async () => {
    const damaged = join(data, 'damaged');
    await mkdir(join(damaged, 'pglite'), { recursive: true });
    await writeFile(join(damaged, 'pglite', 'PG_VERSION'), '15\n');
    const store = pgvector({ data: damaged, collection: 'things' });
    await expect(store.count()).rejects.toThrow(
      /damaged or of another PostgreSQL.*name another one/,
    );
    await store.close();
    const file = join(damaged, 'file');
    await writeFile(file, '');
    const other = pgvector({ data: file, collection: 'things' });
    await expect(other.count()).rejects.toThrow(/name a folder in data/);
    await other.close();
  });

  it('keeps what was confirmed, and nothing by halves, where its process is killed', async () => {
    const fresh = join(data, 'killed');
    const store = pgvector({ data: fresh, collection: 'things' });
    await store.apply(await store.plan(miniSpec()));
    await store.close();
    const code = `
      import { pgvector } from ${JSON.stringify(new URL('store.ts', import.meta.url).href)};
      import { imageRecord } from ${JSON.stringify(new URL('__fixtures__/spec.ts', import.meta.url).href)};
      const store = pgvector({ data: ${JSON.stringify(fresh)}, collection: 'things' });
      for (let i = 0; ; i++) {
        await store.upsert(Array.from({ length: 100 }, (_, j) => imageRecord(i + ' ' + j, j)));
        console.log('written');
      }
    `;
    const child = spawn(execPath, ['--input-type=module', '-e', code]);
    let confirmed = 0;
    for await (const text of child.stdout) {
      confirmed += String(text).split('written').length - 1;
      if (confirmed > 4) child.kill('SIGKILL');
    }
    const again = pgvector({ data: fresh, collection: 'things' });
    const count = await again.count();
    expect(confirmed).toBeGreaterThan(4);
    expect(count).toBeGreaterThanOrEqual(confirmed * 100);
    expect(count % 100).toBe(0);
    await again.upsert([imageRecord('after', 1)]);
    expect(await again.count()).toBe(count + 1);
    await again.close();
  });

  it('keeps what was written when it is closed, and lets the next one in', async () => {
    const fresh = join(data, 'fresh');
    const store = pgvector({ data: fresh, collection: 'things' });
    await store.apply(await store.plan(miniSpec()));
    await store.upsert([imageRecord('a', 1)]);
    await store.close();
    const again = pgvector({ data: fresh, collection: 'things' });
    expect(await again.count()).toBe(1);
    await again.close();
  });
});
