import { readFile, truncate } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { documentOf, nestvec, type Outcome } from '../__fixtures__/nestvec.ts';
import { createWorkplace, type Workplace } from '../__fixtures__/workplace.ts';

const names = ['banana', 'violin', 'dog', 'airplane', 'anchor', 'axe'];
let at: Workplace;
beforeAll(async () => {
  at = await createWorkplace();
  await at.write('photos/.keep', '');
  for (const name of names) await at.image(name, `photos/${name}.webp`);
  const rows = names.map((name) => ({ id: name, text: name, image: `photos/${name}.webp` }));
  await at.write('shop.jsonl', rows.map((row) => JSON.stringify(row)).join('\n'));
  await at.write('queries.csv', 'query,relevant\na yellow fruit,banana\nan instrument,violin\n');
  await at.write('labels.txt', 'banana\nviolin\r\ndog\n\n');
});
afterAll(() => at.remove());

const run = async (...args: readonly string[]): Promise<Outcome> =>
  await nestvec(args, { cwd: at.folder });

describe('nestvec eval', { timeout: 60_000 }, () => {
  it('measures items that have a text and an image, and keeps what it found', async () => {
    const outcome = await run(
      'eval',
      'shop.jsonl',
      '--journal',
      'journal',
      '--out',
      'a.json',
      '--html',
      'a.html',
      '--json',
    );
    expect(outcome.stderr).not.toContain('error');
    expect(documentOf(outcome)).toMatchObject({
      report: {
        dataset: 'shop.jsonl',
        tasks: [{ name: 'text-to-image', queries: 6 }, { name: 'image-to-text' }],
      },
      recommendations: [{ verdict: 'undecided', dimensions: 256 }, { verdict: 'undecided' }],
    });
    expect(outcome.code).toBe(0);
    expect(await readFile(at.path('a.html'), 'utf8')).toContain('<h2>text-to-image</h2>');
  });

  it('compares with an earlier report and says that nothing changed', async () => {
    const outcome = await run('eval', 'shop.jsonl', '--journal', 'journal', '--against', 'a.json');
    expect(outcome.stdout).toContain('text-to-image: 6 queries among 6 documents');
    expect(outcome.stdout).toContain('undecided: too few queries to say');
    expect(outcome.stdout).toContain('nothing of 24 settings changed significantly');
    expect(outcome.code).toBe(0);
  });

  it('measures through a database as it serves, by words as well', async () => {
    const lines = names.map((name) => ({
      id: name,
      text: `a ${name}`,
      metadata: { kind: 'thing' },
    }));
    await at.write('texts.jsonl', lines.map((row) => JSON.stringify(row)).join('\n'));
    const asked = { query: 'a violin', relevant: ['violin'], filter: { kind: 'thing' } };
    await at.write('texts-queries.jsonl', JSON.stringify(asked));
    const outcome = await run(
      'eval',
      'texts.jsonl',
      '--queries',
      'texts-queries.jsonl',
      '--fields',
      'kind:string',
      '--through',
      'lancedb',
      '--words',
      '--dimensions',
      '32',
      '--quantizations',
      'none',
    );
    expect(outcome.stdout).toMatch(/lancedb +32 +none, rescored, words +1\.0000/);
    expect(outcome.stdout).toMatch(/lancedb: undecided: too few queries/);
    expect(outcome.code).toBe(0);
    const left = await run('collection', 'list', '--json');
    expect(left.stdout).not.toContain('eval_');
  });

  it('ends with 1 where the quality is too low', async () => {
    // One of the first five can be right, so that precision is 0.2 at most.
    const queries = ['eval', 'shop.jsonl', '--queries', 'queries.csv', '--metric', 'precision@5'];
    expect((await run(...queries, '--fail-below', '0.5')).code).toBe(1);
    expect((await run(...queries, '--fail-below', '0.001')).code).toBe(0);
  });

  it('refuses what is not a metric, a share or a report', async () => {
    expect((await run('eval', 'shop.jsonl', '--metric', 'recall')).stderr).toContain(
      'with a cut-off, such as nDCG@10',
    );
    expect((await run('eval', 'shop.jsonl', '--keep', '99')).stderr).toContain(
      'a number above 0 and below 1',
    );
    expect((await run('eval', 'shop.jsonl', '--words')).stderr).toContain(
      'goes together with --through',
    );
    expect((await run('eval', 'shop.jsonl', '--through', 'lancedb#x')).stderr).toContain(
      '--through: names a database without #',
    );
    expect((await run('eval', 'shop.jsonl', '--through', 'qdrnt:http://x')).stderr).toContain(
      'did you mean qdrant?',
    );
    const outcome = await run('eval', 'shop.jsonl', '--against', 'queries.csv');
    expect(outcome.stderr).toContain('--against: queries.csv can’t be read'.replace('’', "'"));
    expect(outcome.code).toBe(1);
    const task = { metric: 'hitRate@5', queryIds: ['a'], groups: ['a'], cells: [{}] };
    for (const [report, problem] of [
      [{ version: 2, tasks: [] }, '--against.version: must be 1, got 2'],
      [{ version: 1, tasks: [{ cells: [], metric: 'hitRate@5' }] }, '--against.tasks[0]: is not a'],
      [{ version: 1, tasks: [task] }, '--against.tasks[0].cells[0]: must have hitRate@5 over 1'],
    ] as const) {
      await at.write('other.json', JSON.stringify(report));
      const refused = await run('eval', 'shop.jsonl', '--against', 'other.json');
      expect(refused.stderr).toContain(problem);
      expect(refused.stdout).toBe('');
    }
  });
});

describe('nestvec classify', { timeout: 60_000 }, () => {
  it('prints classes as JSONL', async () => {
    const outcome = await run(
      'classify',
      'photos',
      '--labels',
      'labels.txt',
      '--templates',
      'drawing',
      '--threshold',
      '0.2',
    );
    const rows = outcome.stdout
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect(rows).toContainEqual(expect.objectContaining({ id: 'violin.webp', label: 'violin' }));
    expect(rows).toContainEqual(expect.objectContaining({ id: 'banana.webp', label: 'banana' }));
    expect(rows).toHaveLength(6);
    expect(outcome.code).toBe(0);
  });

  it('writes each row as soon as it is known, into a file as well', async () => {
    // The last item can't be opened: what came before it is written all the same.
    const rows = [...names.map((name) => ({ id: name, image: `photos/${name}.webp` })), 'broken'];
    await at.write('some.jsonl', rows.map((row) => JSON.stringify(row)).join('\n'));
    const outcome = await run(
      'classify',
      'some.jsonl',
      '--labels',
      'labels.txt',
      '--out',
      'c.jsonl',
    );
    expect(outcome.stdout).toContain('6 items into c.jsonl, 0 of them');
    expect(outcome.stderr).toContain('some.jsonl');
    expect(outcome.code).toBe(2);
    const lines = (await readFile(at.path('c.jsonl'), 'utf8')).trimEnd().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { id: string }).id)).toEqual(names);
    const refused = await run(
      'classify',
      'photos',
      '--labels',
      'labels.txt',
      '--out',
      'no/c.jsonl',
    );
    expect(refused.stderr).toContain("--out: no/c.jsonl can't be written");
    expect(refused.code).toBe(1);
  });

  it('takes a list of classes as editors on Windows write it', async () => {
    await at.write('windows.txt', '\uFEFFbanana\r\n\r\n  violin  \r\n');
    const outcome = await run('classify', 'photos', '--labels', 'windows.txt', '--json');
    const { items } = documentOf(outcome) as { readonly items: readonly { scores: object }[] };
    expect(Object.keys(items[0]?.scores ?? {})).toEqual(['banana', 'violin']);
  });

  it('learns classes by examples, and what belongs to none of them', async () => {
    for (const [folder, name] of [
      ['few/fruit', 'banana'],
      ['few/music', 'violin'],
      ['many/fruit', 'banana'],
      ['many/music', 'violin'],
      ['many/others', 'dog'],
      ['many/others', 'axe'],
      ['odd/fruit', 'banana'],
      ['odd/vegetables', 'dog'],
    ] as const)
      await at.image(name, `${folder}/${name}.webp`);
    await at.write('kinds.txt', 'fruit\nmusic\n');
    const odd = await run('classify', 'photos', '--labels', 'kinds.txt', '--examples', 'odd');
    expect(odd.stderr).toContain('--examples: odd has a folder vegetables');
    const outcome = await run(
      'classify',
      'photos',
      '--labels',
      'kinds.txt',
      '--examples',
      'few',
      '--calibrate',
      'many',
      '--json',
    );
    const found = documentOf(outcome) as {
      readonly items: readonly { id: string; label: unknown }[];
    };
    expect(found).toMatchObject({ none: 4, failed: 0 });
    const known = found.items.filter(({ label }) => label !== null);
    expect(Object.fromEntries(known.map(({ id, label }) => [id, label]))).toEqual({
      'banana.webp': 'fruit',
      'violin.webp': 'music',
    });
  });

  it('writes classes into a collection without embedding it again', async () => {
    expect((await run('ingest', 'photos', '-c', 'photos')).code).toBe(0);
    const outcome = await run(
      'classify',
      '--collection',
      'photos',
      '--field',
      'kind',
      '--labels',
      'labels.txt',
      '--json',
    );
    expect(documentOf(outcome)).toMatchObject({ collection: 'photos', none: 0, skipped: 0 });
    const found = await run('search', 'photos', 'violin', '--limit', '1', '--json');
    expect(documentOf(found)).toMatchObject({
      hits: [{ id: 'violin.webp', metadata: { kind: 'violin' } }],
    });
  });

  it('says what belongs together', async () => {
    expect((await run('classify', '--labels', 'labels.txt')).stderr).toContain(
      'give a path, or --collection with --field',
    );
    expect((await run('classify', 'photos', '--labels', 'none.txt')).stderr).toContain(
      "--labels: none.txt can't be read",
    );
    await at.write('huge.txt', '');
    await truncate(at.path('huge.txt'), 2 ** 31);
    expect((await run('classify', 'photos', '--labels', 'huge.txt')).stderr).toContain(
      '--labels: huge.txt has 2147483648 bytes, at most 8388608 are read',
    );
  });
});
