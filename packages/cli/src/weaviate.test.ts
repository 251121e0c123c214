import { randomUUID } from 'node:crypto';
import { realServer } from '@nestvec/testkit/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { documentOf, nestvec, type Outcome } from './__fixtures__/nestvec.ts';
import { createWorkplace, type Workplace } from './__fixtures__/workplace.ts';

const server = await realServer('weaviate');
const { url, grpcUrl, stop } =
  typeof server === 'string' ? { url: '', grpcUrl: undefined, stop: async () => {} } : server;
const grpcFlags = grpcUrl === undefined ? [] : ['--grpc-url', grpcUrl];
const key = process.env['WEAVIATE_API_KEY'];
const missing = typeof server === 'string' ? server : '';
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
  // There only where a test failed before it dropped it.
  if (url !== '') await onWeaviate('collection', 'drop', collection, '--yes');
  await at.remove();
  await stop();
});

const onLanceDb = async (...args: readonly string[]): Promise<Outcome> =>
  await nestvec(args, { cwd: at.folder });

const onWeaviate = async (...args: readonly string[]): Promise<Outcome> =>
  await nestvec([...args, '--store', 'weaviate', '--url', url, ...grpcFlags], {
    cwd: at.folder,
    env: key === undefined ? {} : { WEAVIATE_API_KEY: key },
  });

const names = async (): Promise<string[]> =>
  listed
    .parse(documentOf(await onWeaviate('collection', 'list', '--json')))
    .collections.map(({ name }) => name);

describe('a Weaviate server', { timeout: 120_000 }, () => {
  it('is filled, searched, listed, changed and cleared', async (context) => {
    context.skip(missing !== '', missing);
    await at.image('violin', 'photos/violin.webp');
    await at.image('dog', 'photos/dog.webp');
    const ingest = await onWeaviate('ingest', 'photos', '-c', collection);
    expect(ingest.stdout).toContain(`search ${collection} "…" --store weaviate --url ${url}`);
    expect(ingest.code).toBe(0);
    expect(await names()).toContain(collection);

    const change = [collection, '--vectors', 'image_32:32', '--fields', 'name:string'];
    const planned = await onWeaviate('collection', 'plan', ...change);
    expect(planned.stdout.match(/^\w+/gm)).toEqual(['alter', 'alter', 'backfill']);
    expect((await onWeaviate('collection', 'apply', ...change)).code).toBe(0);
    expect((await onWeaviate('collection', 'plan', ...change)).stdout).toBe('nothing to do\n');

    const search = await onWeaviate(
      'search',
      collection,
      'violin',
      '--using',
      'image_32',
      '--json',
    );
    expect(documentOf(search)).toMatchObject({ hits: [{ id: 'violin.webp' }, { id: 'dog.webp' }] });
    const usual = await onWeaviate('search', collection, '--image', 'photos/dog.webp', '--json');
    expect(documentOf(usual)).toMatchObject({ hits: [{ id: 'dog.webp' }, { id: 'violin.webp' }] });

    expect((await onWeaviate('collection', 'drop', collection, '--yes')).code).toBe(0);
    expect((await onWeaviate('collection', 'show', collection)).stderr).toMatch(
      `there is no collection ${collection} in ${url}`,
    );
  });

  it('finds in the quickstart what LanceDB finds', async (context) => {
    context.skip(missing !== '', missing);
    const wasThere = (await names()).includes('quickstart');
    const there = await onWeaviate('quickstart', '--json');
    if (!wasThere) await onWeaviate('collection', 'drop', 'quickstart', '--yes');
    expect(documentOf(there)).toMatchObject({
      store: 'weaviate',
      page: at.path('quickstart.html'),
    });
    const here = await onLanceDb('quickstart', '--json');
    expect(searched.parse(documentOf(there))).toEqual(searched.parse(documentOf(here)));
  });
});
