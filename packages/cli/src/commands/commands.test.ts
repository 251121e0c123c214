import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { documentOf, nestvecProcess, type Outcome } from '../__fixtures__/nestvec.ts';
import { createWorkplace, type Workplace } from '../__fixtures__/workplace.ts';

let at: Workplace;
beforeAll(async () => {
  at = await createWorkplace();
  await at.write('photos/note.md', 'Geige und Bogen');
  await at.image('violin', 'photos/violin.webp');
  await at.image('banana', 'photos/banana.webp');
  await at.image('dog', 'photos/dog.webp');
  await at.write(
    'shop.jsonl',
    [
      { id: 'a', text: 'banana', metadata: { price: 1, color: 'yellow' } },
      { id: 'b', text: 'red apple', metadata: { price: 2, color: 'red' } },
      { id: 'c', image: 'photos/violin.webp', metadata: { price: 900, color: 'brown' } },
    ]
      .map((row) => JSON.stringify(row))
      .join('\n'),
  );
});
afterAll(() => at.remove());

const run = async (...args: readonly string[]): Promise<Outcome> =>
  await nestvecProcess(args, { cwd: at.folder });

describe('nestvec ingest', { timeout: 60_000 }, () => {
  it('writes a folder, and says once that mini-clip is for trying', async () => {
    const outcome = await run('ingest', './photos', '--collection', 'photos');
    expect(outcome.stdout).toMatch(
      /^photos: 4 items written, in \d.*\nSearch it: .+ search photos "…"\n$/,
    );
    expect(outcome.stderr.match(/mini-clip knows drawings/g)).toHaveLength(1);
    expect(outcome.stderr).toContain('model pull jinaai/jina-clip-v2');
    expect(outcome.code).toBe(0);
  });

  it('leaves what has not changed when it runs again', async () => {
    const outcome = await run('ingest', './photos', '--collection', 'photos', '--json');
    expect(documentOf(outcome)).toMatchObject({
      collection: 'photos',
      model: 'nestvec/mini-clip',
      read: 4,
      written: 0,
      unchanged: 4,
      failed: 0,
      failures: [],
    });
    expect(documentOf(await run('collection', 'show', 'photos', '--json'))).toMatchObject({
      count: 4,
    });
  });

  it('replaces what is there without a journal', async () => {
    const again = await run('ingest', './photos', '-c', 'photos', '--no-journal', '--json');
    expect(documentOf(again)).toMatchObject({ read: 4, written: 4, unchanged: 0 });
  });

  it('says nothing of drawings where there are only texts', async () => {
    await at.write('texts.jsonl', '{"id":"1","text":"a violin"}');
    const outcome = await run('ingest', 'texts.jsonl', '-c', 'texts');
    expect(outcome.stderr).not.toContain('drawings'); // a slow machine shows its progress
    expect(outcome.code).toBe(0);
  });

  it('declares fields, so that they can be filtered by', async () => {
    const ingest = await run(
      'ingest',
      'shop.jsonl',
      '-c',
      'shop',
      '--fields',
      'price:number, color:string',
    );
    expect(ingest.code).toBe(0);
    expect(documentOf(await run('collection', 'show', 'shop', '--json'))).toMatchObject({
      spec: { fields: { price: 'number', color: 'string' } },
    });
  });

  it('takes the first items only with --limit', async () => {
    const outcome = await run('ingest', './photos', '-c', 'few', '--limit', '2', '--json');
    expect(documentOf(outcome)).toMatchObject({ read: 2, written: 2 });
  });

  it('reads a single image', async () => {
    const outcome = await run('ingest', 'photos/dog.webp', '-c', 'one', '--json');
    expect(documentOf(outcome)).toMatchObject({ written: 1 });
  });
});

describe('nestvec search', { timeout: 60_000 }, () => {
  it('finds images and texts by a text', async () => {
    const outcome = await run('search', 'photos', 'バイオリン');
    expect(outcome.stdout).toMatch(
      /^ {2}1 {2} 0\.\d{3} {2}(image {2}violin\.webp|text {3}note\.md)/,
    );
    expect(outcome.stdout).toMatch(
      /hits in .+ candidates by image_64, ordered by image · .+ by text_64, ordered by text\n$/,
    );
    expect(outcome.code).toBe(0);
  });

  it('finds images by an image', async () => {
    const outcome = await run(
      'search',
      'photos',
      '--image',
      'photos/dog.webp',
      '--over',
      'image',
      '--json',
    );
    const { hits, query } = documentOf(outcome);
    expect(query).toEqual({ image: 'photos/dog.webp' });
    expect(hits).toMatchObject([{ rank: 1, id: 'dog.webp', modality: 'image' }, {}, {}]);
  });

  it('keeps to a filter, a limit and a lowest score', async () => {
    const cheap = await run(
      'search',
      'shop',
      'apple',
      '--filter',
      '{"price":{"$lt":100}}',
      '--over',
      'text',
      '--json',
    );
    expect(documentOf(cheap)['hits']).toMatchObject([{ id: 'b' }, { id: 'a' }]);
    const first = await run('search', 'shop', 'apple', '--over', 'text', '--limit', '1', '--json');
    expect(documentOf(first)['hits']).toHaveLength(1);
    const none = await run('search', 'shop', 'apple', '--min-score', '1');
    expect(none.stdout).toMatch(/^nothing found in /);
    expect(none.code).toBe(0);
  });

  it('finds what is like a stored item, and not that item', async () => {
    const outcome = await run('search', 'shop', '--like', 'a', '--json');
    const hits = documentOf(outcome)['hits'] as { readonly id: string }[]; // as printed
    expect(hits.length).toBeGreaterThan(0);
    expect(hits.map(({ id }) => id)).not.toContain('a');
    const unknown = await run('search', 'shop', '--like', 'nope');
    expect(unknown.stderr).toContain('shop has no record "nope" to search by');
    const both = await run('search', 'shop', 'apple', '--like', 'a');
    expect(both.stderr).toContain('give a text, --image or --like, and only one of them');
  });

  it('counts the values of fields over the best hits', async () => {
    const outcome = await run('search', 'shop', 'apple', '--facet', 'price:range');
    expect(outcome.stdout).toMatch(/^price {2}from \d+(\.\d+)? to \d+(\.\d+)?, in \d+$/m);
    const json = await run('search', 'shop', 'apple', '--facet', 'price:range', '--json');
    expect(documentOf(json)['facets']).toMatchObject({ price: { kind: 'range' } });
    const wrong = await run('search', 'shop', 'apple', '--facet', 'price:histogram');
    expect(wrong.stderr).toContain('Write a field, or field:range for numbers and datetimes.');
  });

  it('looks for words once they are kept, and says how to keep them', async () => {
    const outcome = await run('search', 'shop', 'apple', '--keyword');
    expect(outcome.stderr).toContain('collection apply shop --keyword');
    const applied = await run('collection', 'apply', 'shop', '--keyword');
    expect(applied.stdout).toContain('words');
    const found = await run('search', 'shop', 'APPLE', '--keyword', '--json');
    expect(documentOf(found)['hits']).toMatchObject([
      { id: 'b', lists: { words: { rank: 1 } } },
      {},
      {},
    ]);
    const bare = await run('search', 'shop', '--like', 'a', '--keyword');
    expect(bare.stderr).toContain('--keyword: looks for the words of a text; give one');
  });

  it('lists all items by a field, and sorts the best of a query', async () => {
    const all = await run('search', 'shop', '--sort', '-price', '--limit', '2', '--json');
    const { records, cursor } = documentOf(all);
    expect(records).toMatchObject([{ id: 'c' }, { id: 'b' }]);
    const rest = await run('search', 'shop', '--sort', '-price', '--after', String(cursor));
    expect(rest.stdout).toMatch(/^ +1 {2}a {2}banana/);
    const best = await run('search', 'shop', 'apple', '--sort', 'price', '--json');
    expect(documentOf(best)).toMatchObject({ hits: [{ id: 'a' }, { id: 'b' }, { id: 'c' }] });
    const wrong = await run('search', 'shop', '--sort', 'color');
    expect(wrong.stderr).toContain('must be a field declared as number or datetime (price)');
  });

  it('shows how it searched', async () => {
    const outcome = await run('search', 'shop', 'apple', '--over', 'text', '--exact', '--json');
    expect(documentOf(outcome)['explain']).toMatchObject({
      lists: [{ using: 'text_64', rescore: 'text', stages: 'emulated', exact: true }],
    });
  });

  it('takes a query that begins with a dash after --', async () => {
    expect((await run('search', 'shop', '--limit', '1', '--', '-apple')).code).toBe(0);
  });
});

describe('nestvec collection', { timeout: 60_000 }, () => {
  it('lists the collections in order', async () => {
    const { stdout } = await run('collection', 'list');
    expect(stdout.match(/^\w+/gm)).toEqual(['few', 'one', 'photos', 'shop', 'texts']);
    expect(stdout).toMatch(/^shop +3 records {2}nestvec\/mini-clip@2 fp16$/m);
  });

  it('shows vectors and fields', async () => {
    const { stdout } = await run('collection', 'show', 'shop');
    expect(stdout).toContain('image_64  64 numbers of each image, searched first');
    expect(stdout).toContain('color: string, price: number');
  });

  it('drops one with --yes', async () => {
    const outcome = await run('collection', 'drop', 'few', '--yes');
    expect(outcome).toMatchObject({ code: 0, stdout: 'dropped few with its 2 records\n' });
    expect((await run('collection', 'show', 'few')).code).toBe(1);
  });

  it('lists nothing, and makes no folder, where there is no data', async () => {
    const outcome = await run('collection', 'list', '--data', 'elsewhere');
    expect(outcome).toMatchObject({ code: 0, stdout: 'no collections in elsewhere\n' });
  });
});
