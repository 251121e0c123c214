import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { documentOf, nestvec, type Outcome } from '../__fixtures__/nestvec.ts';
import { createWorkplace, type Workplace } from '../__fixtures__/workplace.ts';

const filler = 'Some words that stand here to fill the section with text. '.repeat(12);

let at: Workplace;
beforeAll(async () => {
  at = await createWorkplace();
  await at.write(
    'docs/music.md',
    `# Music\n\n${filler}\n\n## Violin\n\nviolin\n\n![a banana](../images/b.webp)\n`,
  );
  await at.write('docs/page.html', '<main><h1>Dog</h1><p>dog</p><img src="images/b.webp"></main>');
  await at.write('docs/broken.pdf', 'not a pdf');
  await at.write('docs/images/note.txt', 'a note');
  await at.image('banana', 'docs/images/b.webp');
  await at.write(
    'table.csv',
    'id,text,price\n1,a red apple,5\n1,a green apple,6\n2,a pear,too,many\n',
  );
});
afterAll(() => at.remove());

const run = async (...args: readonly string[]): Promise<Outcome> =>
  await nestvec(args, { cwd: at.folder });

describe('nestvec ingest, of documents', { timeout: 60_000 }, () => {
  it('cuts them into passages, with their images, and ends with 2 where one is broken', async () => {
    const outcome = await run('ingest', 'docs', '-c', 'docs', '--chunk-tokens', '64', '--json');
    expect(outcome.code).toBe(2);
    const { written, truncated, failures } = documentOf(outcome);
    expect(truncated).toBe(0);
    expect(written).toBeGreaterThan(5);
    expect(failures).toMatchObject([
      { id: 'broken.pdf', message: expect.stringContaining('is not a PDF that can be read') },
      { id: 'music.md', message: expect.stringContaining('outside of') },
    ]);
  });

  it('finds them under their headings', async () => {
    const outcome = await run('search', 'docs', 'violin', '--over', 'text', '--limit', '1');
    expect(outcome.stdout).toMatch(/music\.md#[\da-f]{12}\s+Music › Violin/);
  });

  it('takes what a pattern matches, and leaves images out where a flag says so', async () => {
    const flags = ['--images', 'none', '--json'] as const;
    const outcome = await run('ingest', 'docs/*.html', '-c', 'pages', ...flags);
    expect(documentOf(outcome)).toMatchObject({ written: 1, failed: 0 });
    expect(outcome.code).toBe(0);
  });

  it('takes the rows of a table, of a repeated id the last, and goes on after a broken one', async () => {
    const outcome = await run('ingest', 'table.csv', '-c', 'table', '--json');
    expect(documentOf(outcome)).toMatchObject({ read: 3, repeated: 1, failed: 1 });
    const shown = await run('collection', 'show', 'table', '--json');
    expect(documentOf(shown)).toMatchObject({ count: 1 });
  });

  it('says so where images of two folders are called the same', async () => {
    await at.image('banana', 'one/front.webp');
    await at.image('violin', 'two/front.webp');
    const first = await run('ingest', 'one', '-c', 'fronts');
    expect(first.stdout).not.toContain('another source');
    const second = await run('ingest', 'two', '-c', 'fronts');
    expect(second.code).toBe(0);
    expect(second.stdout).toMatch(/^1 id replaced items of another source/m);
  });

  it('takes a web page, and one within this network only where a flag says so', async () => {
    const server = createServer((request, response) => {
      if (request.url === '/robots.txt') response.writeHead(404).end();
      else response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Dog</h1><p>a dog');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = server.address() as AddressInfo; // it listens on a port
      const page = `http://127.0.0.1:${port}/guide`;
      const refused = await run('ingest', page, '-c', 'web');
      expect(refused.stderr).toContain('not on the public internet');
      expect(refused.code).toBe(1);
      const taken = await run('ingest', page, '-c', 'web', '--allow-private', '--json');
      expect(documentOf(taken)).toMatchObject({ written: 1, failed: 0 });
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  it('cuts the texts of rows where a flag says so', async () => {
    await at.write('long.jsonl', JSON.stringify({ id: 'a', text: filler.repeat(4) }));
    const whole = await run('ingest', 'long.jsonl', '-c', 'whole', '--json');
    expect(documentOf(whole)).toMatchObject({ written: 1, truncated: 1 });
    const cut = documentOf(
      await run('ingest', 'long.jsonl', '-c', 'cut', '--chunk-rows', '--json'),
    );
    expect(cut['truncated']).toBe(0);
    expect(cut['written']).toBeGreaterThan(1);
  });

  it('refuses what can not be', async () => {
    const long = await run('ingest', 'docs', '-c', 'x', '--chunk-tokens', '512');
    expect(long.stderr).toContain('--chunk-tokens: must be from 16 to 511 for nestvec/mini-clip');
    expect(long.code).toBe(1);
    const negative = await run('ingest', 'docs', '-c', 'x', '--chunk-overlap', '-1');
    expect(negative.stderr).toContain('It must be a whole number from 0.');
    const half = await run('ingest', 'docs', '-c', 'x', '--chunk-overlap', '200');
    expect(half.stderr).toContain('--chunk-overlap: must be at most half of --chunk-tokens');
  });
});

describe('what a run leaves out', { timeout: 60_000 }, () => {
  it('is counted by extension, and every failure is in a file', async () => {
    for (const name of ['a.zip', 'b.ZIP', 'c.mp4', 'LICENSE']) await at.write(`mixed/${name}`, 'x');
    await at.write('mixed/broken.pdf', 'not a pdf');
    await at.write('mixed/note.txt', 'a dog');
    const outcome = await run('ingest', 'mixed', '-c', 'mixed', '--json');
    const { skipped, failuresFile } = documentOf(outcome);
    expect(skipped).toEqual({ '.zip': 2, '.mp4': 1, '': 1 });
    expect(failuresFile).toBe(at.path('.nestvec/journals/mixed/failures.jsonl'));
    const written = await readFile(at.path('.nestvec/journals/mixed/failures.jsonl'), 'utf8');
    expect(written.trimEnd().split('\n')).toEqual([expect.stringContaining('"id":"broken.pdf"')]);
    const events = outcome.stderr.trimEnd().split('\n').map(parsed);
    expect(events).toContainEqual({ failure: parsed(written) });
    expect(events).toContainEqual({
      note: 'skipped 4 files of kinds that nestvec does not read: 2 .zip, 1 without extension, 1 .mp4',
    });
  });

  it('has parts of pages that only scripts show, which fail nothing', async () => {
    await at.write('closed/a.html', '<p>a dog<dialog>Cookies?</dialog><template>x</template>');
    await at.write('closed/b.html', '<p>a cat<dialog>Cookies?</dialog>');
    const outcome = await run('ingest', 'closed', '-c', 'closed', '--json');
    expect(outcome.code).toBe(0);
    expect(documentOf(outcome)).toMatchObject({
      written: 2,
      closed: { dialogs: 2, templates: 1, pages: 2 },
    });
    expect(outcome.stderr.trimEnd().split('\n').map(parsed)).toContainEqual({
      note: 'left out what only scripts show: 2 closed dialogs and 1 template of 2 pages: a.html, b.html',
    });
  });

  it('has texts that were damaged before, which fail nothing', async () => {
    for (const name of ['a', 'b', 'c', 'd']) await at.write(`damaged/${name}.txt`, 'K\ufffdse');
    const outcome = await run('ingest', 'damaged', '-c', 'damaged', '--json');
    expect(outcome.code).toBe(0);
    expect(documentOf(outcome)).toMatchObject({ written: 4, failed: 0, damaged: 4 });
    expect(outcome.stderr.trimEnd().split('\n').map(parsed)).toContainEqual({
      note: 'taken as they are, with U+FFFD for characters that were lost before: 4 texts: a.txt, b.txt, c.txt and 1 more',
    });
  });

  it('has the files that are empty, which fail nothing and hold back no pruning', async () => {
    for (const name of ['e.md', 'e.txt', 'e.html', 'e.pdf', 'e.docx'])
      await at.write(`void/${name}`, '');
    await at.write('void/spaces.md', '\ufeff \n\t');
    await at.write('void/full.md', 'a dog');
    await at.write('void/gone.md', 'a cat');
    const first = await run('ingest', 'void', '-c', 'void', '--json');
    expect(first.code).toBe(0);
    expect(documentOf(first)).toMatchObject({ written: 2, failed: 0, empty: 6, skipped: {} });
    await at.write('void/gone.md', '');
    const second = await run('ingest', 'void', '-c', 'void', '--prune');
    expect(second.code).toBe(0);
    expect(second.stdout).toContain('1 unchanged, 1 removed');
    expect(second.stderr).toContain(
      'skipped 7 files, which are empty: e.docx, e.html, e.md and 4 more',
    );
  });

  it('is a failure where an empty file was asked for by its name', async () => {
    await at.write('void.txt', '');
    const outcome = await run('ingest', 'void.txt', '-c', 'named');
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toContain('void.txt: is empty');
  });

  it('is written where --failures says, also by a dry run', async () => {
    const flags = ['--dry-run', '--failures', 'all.jsonl'] as const;
    const outcome = await run('ingest', 'mixed', '-c', 'dry', ...flags);
    expect(outcome.code).toBe(2);
    expect(await readFile(at.path('all.jsonl'), 'utf8')).toContain('"id":"broken.pdf"');
  });

  it('names the flag of a limit, and the flag lets it in', async () => {
    await at.write('long.txt', 'a dog '.repeat(20));
    const limit = ['ingest', 'long.txt', '-c', 'long', '--max-text-bytes'] as const;
    const refused = await run(...limit, '50');
    expect(refused.stderr).toContain('--max-text-bytes');
    expect(refused.code).toBe(1);
    expect((await run(...limit, '500')).code).toBe(0);
  });
});

describe('a table of another country', { timeout: 60_000 }, () => {
  it('is read with its columns, its delimiter, its decimal comma and its encoding', async () => {
    const table = 'SKU;Beschreibung;Preis\n7;gr\u00fcner Apfel;1,50\n8;Banane;0,30\n';
    await at.write('preise.csv', Buffer.from(table, 'latin1'));
    const flags = ['--encoding', 'windows-1252', '--delimiter', ';', '--decimal', ','] as const;
    const columns = ['--columns', 'id=SKU,text=Beschreibung', '--fields', 'Preis:number'] as const;
    const outcome = await run('ingest', 'preise.csv', '-c', 'preise', ...flags, ...columns);
    expect(outcome).toMatchObject({ code: 0, stderr: '' });
    const filter = '{"Preis":{"$gt":1}}';
    const found = await run('search', 'preise', 'Apfel', '--filter', filter, '--json');
    expect(documentOf(found)).toMatchObject({
      hits: [{ id: '7', text: 'gr\u00fcner Apfel', metadata: { Preis: 1.5 } }],
    });
  });

  it.each([
    [['--columns', 'titel=Name'], 'Write part=column'],
    [['--delimiter', '::'], 'It must be one character, or tab.'],
    [['--decimal', ';'], 'Allowed choices are'],
    [['--columns', 'text=Nope'], '--columns'],
  ])('refuses %j', async (flags, sentence) => {
    const { stderr, code } = await run('ingest', 'table.csv', '-c', 'never', ...flags);
    expect(stderr).toContain(sentence);
    expect(code).toBe(1);
  });
});

it.each([
  [['rows.jsonl', '--columns', 'text=Name'], '--columns: is for tables (csv, tsv), and rows.jsonl'],
  [['rows.jsonl', '--reader', 'jina'], '--reader: is for web pages, and rows.jsonl'],
  [['--replay', 'dead.jsonl', '--limit', '2'], '--limit: says how a path is read'],
  [['--replay', 'dead.jsonl', '--chunk-rows'], '--chunk-rows: says how a path is read'],
])('a flag that would be passed over is refused: %j', async (flags, sentence) => {
  await at.write('rows.jsonl', '{"id":"1","text":"x"}');
  const { stderr, code } = await run('ingest', '-c', 'never', ...flags);
  expect([code, stderr]).toEqual([1, expect.stringContaining(sentence)]);
});

function parsed(line: string): unknown {
  return JSON.parse(line);
}
