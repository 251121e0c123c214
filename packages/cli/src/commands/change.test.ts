import { cp, readFile } from 'node:fs/promises';
import { connect } from '@lancedb/lancedb';
import { normalize, truncate } from '@nestvec/core';
import { lancedb } from '@nestvec/lancedb';
import { modelDirectory } from '@nestvec/mini-clip';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testIo } from '../__fixtures__/io.ts';
import { documentOf, nestvec, type Outcome } from '../__fixtures__/nestvec.ts';
import { createWorkplace, type Workplace } from '../__fixtures__/workplace.ts';
import { apply } from './change.ts';

let at: Workplace;
beforeAll(async () => {
  at = await createWorkplace();
  await at.write(
    'rows.jsonl',
    [
      { id: 'a', text: 'banana', metadata: { price: 1 } },
      { id: 'b', text: 'red apple', metadata: { price: 2 } },
      { id: 'c', image: 'violin.webp', metadata: { price: 900 } },
      { id: 'd', image: 'dog.webp', metadata: { price: 300 } },
    ]
      .map((row) => JSON.stringify(row))
      .join('\n'),
  );
  await at.image('violin', 'violin.webp');
  await at.image('dog', 'dog.webp');
  await run('ingest', 'rows.jsonl', '-c', 'shop');
}, 60_000);
afterAll(() => at.remove());

const run = async (...args: readonly string[]): Promise<Outcome> =>
  await nestvec(args, { cwd: at.folder });

const smaller = ['shop', '--vectors', 'image_32:32', '--fields', 'price:number'] as const;

describe('a collection that is changed', { timeout: 60_000 }, () => {
  it('is as asked where nothing is asked', async () => {
    expect(await run('collection', 'plan', 'shop')).toEqual({
      code: 0,
      stdout: 'nothing to do\n',
      stderr: '',
    });
  });

  it('is planned, one line a step, and left as it is', async () => {
    const planned = await run('collection', 'plan', ...smaller);
    expect(planned.stdout.split('\n')).toEqual([
      'alter     fields.price      price (number) is not declared yet',
      'alter     vectors.image_32  image_32 (image of 32 dimensions) is not there yet',
      'backfill  vectors.image_32  it is new: computed from image_64 without inference',
      '',
    ]);
    expect(planned.code).toBe(0);
    expect((await run('collection', 'plan', ...smaller, '--check')).code).toBe(2);
    expect((await run('collection', 'plan', 'shop', '--check')).code).toBe(0);
    expect(documentOf(await run('collection', 'plan', ...smaller, '--json'))).toMatchObject({
      store: 'lancedb',
      collection: 'shop',
      steps: [{ label: 'alter' }, { label: 'alter' }, { label: 'backfill' }],
    });
  });

  it('gets a smaller vector from a larger one, and a field that filters', async () => {
    const applied = await run('collection', 'apply', ...smaller);
    expect(applied.stdout).toMatch(/\nshop: 3 steps applied in \d/);
    expect(applied.code).toBe(0);
    const store = lancedb({ uri: at.path('.nestvec'), collection: 'shop' });
    const [record] = await store.get(['c']);
    await store.close();
    const { image_64: larger, image_32: vector } = record?.vectors ?? {};
    const expected = normalize(truncate(larger ?? new Float32Array(), 32));
    expect(vector).toHaveLength(32);
    expected.forEach((value, index) => expect(vector?.[index]).toBeCloseTo(value, 5));
  });

  it('is searched by the new vector, alone with --using', async () => {
    const alone = documentOf(
      await run('search', 'shop', 'violin', '--using', 'image_32', '--json'),
    );
    expect(alone).toMatchObject({
      hits: [{ id: 'c' }, { id: 'd' }],
      explain: { lists: [{ using: 'image_32' }] },
    });
    const first = [
      'search',
      'shop',
      'violin',
      '--over',
      'image',
      '--filter',
      '{"price":{"$gt":500}}',
    ];
    expect(documentOf(await run(...first, '--json'))).toMatchObject({
      hits: [{ id: 'c' }],
      explain: { lists: [{ using: 'image_32', rescore: 'image' }] },
    });
    expect((await run('collection', 'show', 'shop')).stdout).toContain(
      'image_32  32 numbers of each image, searched first\n         image_64  64 numbers of each image, searched with --using',
    );
  });

  it('has nothing to do the second time', async () => {
    expect((await run('collection', 'apply', ...smaller)).stdout).toBe('nothing to do\n');
    const again = await run('collection', 'apply', ...smaller, '--json');
    expect(documentOf(again)).toMatchObject({ applied: true, steps: [] });
  });
});

describe('a table of someone else', { timeout: 60_000 }, () => {
  it('is planned by what is said of it, ends with 2 where something differs, and is never changed', async () => {
    const database = await connect(at.path('theirs'));
    const vector = Array.from({ length: 64 }, (_, i) => (i === 0 ? 1 : 0));
    const table = await database.createTable('photos', [{ id: 'a', vector, price: 1 }]);
    const shop = lancedb({ uri: at.path('.nestvec'), collection: 'shop' });
    const embedder = (await shop.describe())?.spec?.embedder;
    await shop.close();
    const said = {
      embedder: { ...embedder, dimensions: 64 },
      vectors: { image: { modality: 'image' } },
      names: { image: 'vector' },
      fields: { price: 'number' },
    };
    await at.write('theirs.json', JSON.stringify(said));
    const plan = async (...flags: readonly string[]): Promise<Outcome> =>
      await run(
        'collection',
        'plan',
        'photos',
        '--data',
        'theirs',
        '--attach',
        'theirs.json',
        ...flags,
      );
    expect(await plan('--check')).toMatchObject({ code: 0, stdout: 'nothing to do\n' });
    const differs = await plan('--fields', 'color:string', '--check');
    expect(differs.stdout).toContain('refuse  fields.color');
    expect(differs.code).toBe(2);
    expect((await plan('--vectors', 'image_32:32', '--check')).code).toBe(2);
    expect((await plan('--vectors', 'image_32:32')).code).toBe(0);
    expect(await table.version()).toBe(1);
  });
});

describe('a collection that can only be rebuilt', { timeout: 60_000 }, () => {
  const other = ['shop', '--fields', 'price:string'] as const;

  it('is planned with 0 and not applied where no one can consent', async () => {
    const planned = await run('collection', 'plan', ...other);
    expect(planned).toMatchObject({
      code: 0,
      stdout: "rebuild  fields.price  price is number and can't become string\n",
    });
    const applied = await run('collection', 'apply', ...other);
    expect(applied.stderr).toMatch(/removes its 4 records for good .+; add --yes to do it\n$/);
    expect(applied.code).toBe(1);
    expect(documentOf(await run('collection', 'apply', ...other, '--json'))).toMatchObject({
      error: { code: 'plan', details: { reason: 'consent', targets: ['fields.price'] } },
    });
  });

  it('is kept where the answer is "no"', async () => {
    const questions: string[] = [];
    const io = testIo({
      cwd: at.folder,
      ask: async (question) => {
        questions.push(question);
        return await Promise.resolve('n');
      },
    });
    const flags = {
      store: 'lancedb',
      json: false,
      yes: false,
      fields: { price: 'string' },
    } as const;
    expect(await apply('shop', flags, io)).toBe(1);
    expect(questions).toEqual(['Rebuild shop and lose its 4 records for good? [y/N] ']);
    expect(documentOf(await run('collection', 'show', 'shop', '--json'))).toMatchObject({
      count: 4,
    });
  });

  it('is empty after --yes, and says how to fill it again', async () => {
    const applied = await run('collection', 'apply', ...other, '--yes');
    expect(applied.stdout).toMatch(/\nFill it again: .+ ingest <path> --collection shop\n$/);
    expect(applied.code).toBe(0);
    expect(documentOf(await run('collection', 'show', 'shop', '--json'))).toMatchObject({
      count: 0,
      spec: { fields: { price: 'string' } },
    });
  });
});

describe('a backfill that was stopped', { timeout: 60_000 }, () => {
  it('is named by the next search, and goes on with the next apply', async () => {
    const rows = Array.from({ length: 600 }, (_, id) => `{"id":"${id}","text":"word ${id}"}`);
    await at.write('words.jsonl', rows.join('\n'));
    await run('ingest', 'words.jsonl', '-c', 'words');
    await stopWithinBackfill();
    const search = await run('search', 'words', 'word 7');
    expect(search.stderr).toMatch(/backfill was interrupted.+; here: .+ collection apply words\n$/);
    const planned = await run('collection', 'plan', 'words');
    expect(planned.stdout).toMatch(/^backfill {2}vectors\.text_32 {2}its backfill was interrupted/);
    expect((await run('collection', 'apply', 'words')).code).toBe(0);
    const found = await run('search', 'words', 'word 7', '--using', 'text_32', '--json');
    expect(documentOf(found)['hits']).toHaveLength(10);
  });
});

/** What a Ctrl-C leaves, at the first progress. */
async function stopWithinBackfill(): Promise<void> {
  const store = lancedb({ uri: at.path('.nestvec'), collection: 'words' });
  const spec = (await store.describe())?.spec;
  if (spec === undefined) throw new Error('there is no collection');
  const vectors = { ...spec.vectors, text_32: { modality: 'text', dimensions: 32 } } as const;
  const plan = await store.plan({ ...spec, vectors });
  const controller = new AbortController();
  const { signal } = controller;
  const applied = store.apply(plan, { signal, onProgress: () => controller.abort() });
  await expect(applied).rejects.toMatchObject({ code: 'aborted' });
  await store.close();
}

describe('a collection of another model', { timeout: 60_000 }, () => {
  beforeAll(async () => {
    await cp(modelDirectory, at.path('other'), { recursive: true });
    const config: unknown = JSON.parse(await readFile(at.path('other/config.json'), 'utf8'));
    // Without one it may be the same model or not.
    await at.write('other/config.json', JSON.stringify({ ...Object(config), revision: undefined }));
    await run('ingest', 'rows.jsonl', '-c', 'mine');
  });

  it('is refused where the model is near, and says what to do', async () => {
    const flags = ['mine', '--model', './other'] as const;
    const planned = await run('collection', 'plan', ...flags);
    expect(planned.stdout).toMatch(/^refuse {2}embedder {2}filled by a near embedder \(revision/);
    expect(planned.code).toBe(0);
    const applied = await run('collection', 'apply', ...flags, '--yes');
    expect(applied.stderr).toMatch(/\nhere: leave out --model and --weights, or use another/);
    expect(applied.code).toBe(1);
    expect(documentOf(await run('collection', 'show', 'mine', '--json'))).toMatchObject({
      count: 4,
    });
  });
});

describe('a collection that does not exist', { timeout: 60_000 }, () => {
  it('is created with the vectors that are named', async () => {
    const flags = ['new', '--vectors', 'image:256,image_64:64'];
    expect((await run('collection', 'plan', ...flags)).stdout).toBe(
      'create  collection  new does not exist\n',
    );
    expect((await run('collection', 'apply', ...flags)).code).toBe(0);
    const { stdout } = await run('collection', 'show', 'new');
    expect(stdout.match(/\w+(?= +\d+ numbers of each)/g)).toEqual(['image', 'image_64']);
  });
});
