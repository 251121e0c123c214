import { randomUUID } from 'node:crypto';
import { realServer } from '@nestvec/testkit/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { documentOf, nestvec, type Outcome } from './__fixtures__/nestvec.ts';
import { createWorkplace, type Workplace } from './__fixtures__/workplace.ts';

const server = await realServer('postgres');
const { url, stop } = typeof server === 'string' ? { url: '', stop: async () => {} } : server;
const places = {
  postgres: { flags: ['--url', url], missing: typeof server === 'string' ? server : '' },
  pglite: { flags: [], missing: '' },
} as const;
/** The page lies beside what is embedded. */
const pages = { postgres: 'quickstart.html', pglite: '.nestvec/quickstart.html' } as const;
const collection = `cli-${randomUUID()}`;

const listed = z.object({ collections: z.array(z.object({ name: z.string() })) });
const searched = z.object({
  searches: z.array(z.object({ hits: z.array(z.object({ id: z.string() })) })),
  check: z.unknown(),
});

let at: Workplace;
beforeAll(async () => {
  at = await createWorkplace();
});
afterAll(async () => {
  await at.remove();
  await stop();
});

type Store = keyof typeof places;

const run = async (store: Store, ...args: readonly string[]): Promise<Outcome> =>
  await nestvec([...args, '--store', store, ...places[store].flags], { cwd: at.folder });

const names = async (store: Store): Promise<string[]> =>
  listed
    .parse(documentOf(await run(store, 'collection', 'list', '--json')))
    .collections.map(({ name }) => name);

describe.each(['postgres', 'pglite'] as const)('%s', { timeout: 120_000 }, (store) => {
  it('is filled, searched, listed, changed and cleared', async (context) => {
    context.skip(places[store].missing !== '', places[store].missing);
    await at.image('violin', 'photos/violin.webp');
    await at.image('dog', 'photos/dog.webp');
    const ingest = await run(store, 'ingest', 'photos', '-c', collection);
    expect(ingest.stderr).toMatch(/^mini-clip knows [^\n]*\n$/);
    expect(ingest.stdout).toContain(`search ${collection} "…" --store ${store}`);
    expect(ingest.code).toBe(0);
    expect(await names(store)).toContain(collection);

    const change = [collection, '--vectors', 'image_32:32', '--fields', 'name:string'];
    const planned = await run(store, 'collection', 'plan', ...change);
    expect(planned.stdout.match(/^\w+/gm)).toEqual(['alter', 'alter', 'backfill']);
    expect((await run(store, 'collection', 'apply', ...change)).code).toBe(0);

    const search = await run(
      store,
      'search',
      collection,
      'violin',
      '--using',
      'image_32',
      '--json',
    );
    expect(documentOf(search)).toMatchObject({ hits: [{ id: 'violin.webp' }, { id: 'dog.webp' }] });

    expect((await run(store, 'collection', 'drop', collection, '--yes')).code).toBe(0);
    expect((await run(store, 'collection', 'show', collection)).stderr).toMatch(
      `there is no collection ${collection} in`,
    );
  });

  it('finds in the quickstart what LanceDB finds', async (context) => {
    context.skip(places[store].missing !== '', places[store].missing);
    const wasThere = (await names(store)).includes('quickstart');
    const there = await run(store, 'quickstart', '--json');
    if (!wasThere) await run(store, 'collection', 'drop', 'quickstart', '--yes');
    expect(documentOf(there)).toMatchObject({ store, page: at.path(pages[store]) });
    const here = await nestvec(['quickstart', '--json'], { cwd: at.folder });
    expect(searched.parse(documentOf(there))).toEqual(searched.parse(documentOf(here)));
  });
});
