import { randomUUID } from 'node:crypto';
import { realServer } from '@nestvec/testkit/server';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { documentOf, nestvec, type Outcome } from './__fixtures__/nestvec.ts';
import { createWorkplace, type Workplace } from './__fixtures__/workplace.ts';

const server = await realServer('qdrant');
const { url, stop } = typeof server === 'string' ? { url: '', stop: async () => {} } : server;
const key = process.env['QDRANT_API_KEY'];
const missing = typeof server === 'string' ? server : '';
const collection = `cli-${randomUUID()}`;

const listed = z.object({ collections: z.array(z.object({ name: z.string() })) });
const shownSchema = z.object({
  spec: z.object({
    embedder: z.record(z.string(), z.unknown()),
    vectors: z.record(z.string(), z.object({ dimensions: z.number() })),
  }),
});
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
  if (url !== '') await onQdrant('collection', 'drop', collection, '--yes');
  await at.remove();
  await stop();
});

const onLanceDb = async (...args: readonly string[]): Promise<Outcome> =>
  await nestvec(args, { cwd: at.folder });

const onQdrant = async (...args: readonly string[]): Promise<Outcome> =>
  await nestvec([...args, '--store', 'qdrant', '--url', url], {
    cwd: at.folder,
    env: key === undefined ? {} : { QDRANT_API_KEY: key },
  });

const names = async (): Promise<string[]> =>
  listed
    .parse(documentOf(await onQdrant('collection', 'list', '--json')))
    .collections.map(({ name }) => name);

describe('a Qdrant server', { timeout: 120_000 }, () => {
  it('is filled, searched, listed, changed and cleared', async (context) => {
    context.skip(missing !== '', missing);
    await at.image('violin', 'photos/violin.webp');
    await at.image('dog', 'photos/dog.webp');
    const ingest = await onQdrant('ingest', 'photos', '-c', collection);
    expect(ingest.stdout).toContain(`search ${collection} "…" --store qdrant --url ${url}`);
    expect(ingest.code).toBe(0);
    expect(await names()).toContain(collection);

    const change = [collection, '--vectors', 'image_32:32', '--fields', 'name:string'];
    const planned = await onQdrant('collection', 'plan', ...change);
    expect(planned.stdout.match(/^\w+/gm)).toEqual(['alter', 'alter', 'backfill']);
    expect((await onQdrant('collection', 'apply', ...change)).code).toBe(0);
    expect((await onQdrant('collection', 'plan', ...change)).stdout).toBe('nothing to do\n');

    const search = await onQdrant('search', collection, 'violin', '--using', 'image_32', '--json');
    expect(documentOf(search)).toMatchObject({ hits: [{ id: 'violin.webp' }, { id: 'dog.webp' }] });
    const usual = await onQdrant('search', collection, '--image', 'photos/dog.webp', '--json');
    expect(documentOf(usual)).toMatchObject({ hits: [{ id: 'dog.webp' }, { id: 'violin.webp' }] });

    expect((await onQdrant('collection', 'drop', collection, '--yes')).code).toBe(0);
    expect((await onQdrant('collection', 'show', collection)).stderr).toMatch(
      `there is no collection ${collection} in ${url}`,
    );
  });

  it('finds in the quickstart what LanceDB finds', async (context) => {
    context.skip(missing !== '', missing);
    const wasThere = (await names()).includes('quickstart');
    const there = await onQdrant('quickstart', '--json');
    if (!wasThere) await onQdrant('collection', 'drop', 'quickstart', '--yes');
    expect(documentOf(there)).toMatchObject({ store: 'qdrant', page: at.path('quickstart.html') });
    const here = await onLanceDb('quickstart', '--json');
    expect(searched.parse(documentOf(there))).toEqual(searched.parse(documentOf(here)));
  });

  it('searches a collection of someone else that a file for --attach describes', async (context) => {
    context.skip(missing !== '', missing);
    await at.write('rows.jsonl', '{"id":"a","text":"violin"}');
    await onLanceDb('ingest', 'rows.jsonl', '-c', 'ours');
    const shown = shownSchema.parse(
      documentOf(await onLanceDb('collection', 'show', 'ours', '--json')),
    );
    const { embedder } = shown.spec;
    const theirs = `${collection}-theirs`;
    const send = async (method: string, path: string, body?: object): Promise<void> => {
      const headers = {
        'content-type': 'application/json',
        ...(key === undefined ? {} : { 'api-key': key }),
      };
      const request = {
        method,
        headers,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      };
      expect((await fetch(`${url}/collections/${theirs}${path}`, request)).status).toBe(200);
    };
    const size = shown.spec.vectors['text']?.dimensions ?? 0;
    await send('PUT', '', { vectors: { size, distance: 'Cosine' } });
    onTestFinished(() => send('DELETE', ''));
    const vector = Array.from({ length: size }, (_, n) => (n === 0 ? 1 : 0));
    const points = [{ id: 7, vector, payload: { body: 'their text' } }];
    await send('PUT', '/points?wait=true', { points });

    const refused = await onQdrant('search', theirs, 'violin');
    expect(refused.stderr).toContain('say what it holds in a file for --attach');
    const vectors = { text: { modality: 'text', dimensions: size } };
    const attach = { embedder, vectors, names: { text: '' }, textField: 'body' };
    await at.write('theirs.json', JSON.stringify(attach));
    const found = await onQdrant('search', theirs, 'violin', '--attach', 'theirs.json', '--json');
    expect(documentOf(found)).toMatchObject({ hits: [{ id: '7', text: 'their text' }] });
  });
});
