import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { lancedb } from '@nestvec/lancedb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { documentOf, nestvec, type Outcome } from '../__fixtures__/nestvec.ts';
import { createWorkplace, type Workplace } from '../__fixtures__/workplace.ts';

let at: Workplace;
beforeEach(async () => {
  at = await createWorkplace();
});
afterEach(() => at.remove());

const run = async (...args: readonly string[]): Promise<Outcome> =>
  await nestvec(args, { cwd: at.folder });

/** Five texts in `notes` of the usual folder. */
async function ingestNotes(): Promise<void> {
  const lines = Array.from({ length: 5 }, (_, n) =>
    JSON.stringify({ id: `n${n}`, text: `note ${n} about dogs`, metadata: { rank: n } }),
  );
  await at.write('notes.jsonl', lines.join('\n'));
  const { code, stderr } = await run(
    'ingest',
    'notes.jsonl',
    '-c',
    'notes',
    '--fields',
    'rank:number',
  );
  expect(code, stderr).toBe(0);
}

const theirs = [
  { id: 1, vector: [3, 0, 4], payload: { text: 'one', price: 5 } },
  { id: 2, vector: [0, 1, 0], payload: { text: 'two', price: 7 } },
]
  .map((row) => JSON.stringify(row))
  .join('\n');

describe('nestvec copy with files', () => {
  it.each(['parquet', 'jsonl.zst'])(
    'writes a .%s and reads it back, each compared',
    async (ending) => {
      await ingestNotes();
      const out = await run('copy', 'notes', `file:backup.${ending}`, '--verify', 'all');
      expect(out, out.stderr).toMatchObject({ code: 0 });
      expect(out.stdout).toContain('pass 1: 5 records read, 5 written');
      expect(out.stdout).toContain('ok records: 5 records compared in every part');
      expect(out.stdout).not.toContain('stop writers');
      const back = await run(
        'copy',
        `file:./backup.${ending}`,
        'lancedb:./other#restored',
        '--json',
      );
      expect(documentOf(back)).toMatchObject({
        from: { database: 'file', collection: at.path(`backup.${ending}`) },
        passes: [{ written: 5 }],
        verification: { equal: true },
      });
      const again = await run(
        'copy',
        `file:./backup.${ending}`,
        'lancedb:./other#restored',
        '--json',
      );
      expect(documentOf(again)).toMatchObject({ passes: [{ written: 0, unchanged: 5 }] });
      const found = await run(
        'search',
        'restored',
        'note 3 about dogs',
        '--data',
        'other',
        '--json',
      );
      expect(found.stdout).toContain('n3');
      expect(readdirSync(at.folder).filter((name) => name.includes('.part'))).toEqual([]);
    },
  );

  it('replaces a file with --overwrite alone, and writes nothing in a dry run', async () => {
    await ingestNotes();
    await at.write('backup.jsonl', 'mine');
    const refused = await run('copy', 'notes', 'file:backup.jsonl');
    expect(refused).toMatchObject({ code: 1 });
    expect(refused.stderr).toContain('is there already; name another file, or add --overwrite');
    const dry = await run('copy', 'notes', 'file:other.jsonl', '--dry-run');
    expect(dry.stdout).toContain('5 records, about');
    expect(existsSync(at.path('other.jsonl'))).toBe(false);
    expect((await run('copy', 'notes', 'file:backup.jsonl', '--overwrite')).code).toBe(0);
    expect(readFileSync(at.path('backup.jsonl'), 'utf8')).toContain('"end":5');
  });

  it('takes a file of another tool by the names of its columns', async () => {
    await at.write('theirs.jsonl', theirs);
    const flags = ['--vector', 'vector=text', '--text', 'payload.text', '--metadata', 'payload.*'];
    const short = await run('copy', 'file:theirs.jsonl', 'ours', ...flags, '--model', 'x/y');
    expect(short.stderr).toContain('theirs.jsonl:1.vector: has length 5.000');
    expect(short.stderr).toContain('add --normalize');
    const { code, stderr } = await run(
      'copy',
      'file:theirs.jsonl',
      'ours',
      ...flags,
      '--model=x/y',
      '--normalize',
      '--fields=price:number',
    );
    expect(code, stderr).toBe(0);
    const store = lancedb({ uri: at.path('.nestvec'), collection: 'ours' });
    expect((await store.describe())?.spec).toMatchObject({
      embedder: { model: 'x/y', revision: 'unknown', dimensions: 3 },
      fields: { price: 'number' },
    });
    expect(await store.get(['1'])).toMatchObject([{ text: 'one', metadata: { price: 5 } }]);
    await store.close();
    await at.write(
      'attach.json',
      JSON.stringify({
        embedder: await identityOf('ours'),
        vectors: { text: { modality: 'text' } },
        names: { text: 'vector' },
        normalize: true,
      }),
    );
    const attached = await run('copy', 'file:theirs.jsonl', 'theirs', '--attach', 'attach.json');
    expect(attached, attached.stderr).toMatchObject({ code: 0 });
  });

  it('takes a table by the names of its columns', async () => {
    await at.write(
      'theirs.csv',
      'sku;titel;preis;embedding\nA1;"rot;gelb";5,5;"[3, 0, 4]"\nA2;blau;;"[0, 1, 0]"\n',
    );
    const flags = ['--id=sku', '--vector=embedding=text', '--text=titel', '--metadata=*'];
    const rest = ['--model=x/y', '--normalize', '--fields=preis:number', '--decimal=,'];
    const { code, stderr } = await run('copy', 'file:theirs.csv', 'ours', ...flags, ...rest);
    expect(code, stderr).toBe(0);
    const store = lancedb({ uri: at.path('.nestvec'), collection: 'ours' });
    expect(await store.get(['A1', 'A2'])).toMatchObject([
      { text: 'rot;gelb', metadata: { preis: 5.5 } },
      { text: 'blau', metadata: {} },
    ]);
    await store.close();
    await at.write('broken.tsv', 'id\tv\n1\t[1, 0\n');
    const broken = await run('copy', 'file:broken.tsv', 'x', '--vector=v=text', '--model=x/y');
    expect(broken.stderr).toContain('broken.tsv:2: v begins with [');
    expect(broken.code).toBe(1);
  });

  it.each([
    [
      ['copy', 'file:theirs.csv', 'ours'],
      'source: is a table; say what its columns hold by --id, --vector',
    ],
    [
      ['copy', 'file:theirs.jsonl', 'ours', '--vector=v', '--model=x', '--decimal=,'],
      '--decimal: is for a source that is a table',
    ],
    [['copy', 'notes', 'ours', '--delimiter=;'], '--delimiter: is for a source that is a table'],
    [['copy', 'file:', 'ours'], 'source: must name a file, such as file:photos.parquet'],
    [['copy', 'file:none.jsonl', 'ours'], 'none.jsonl does not exist'],
    [['copy', 'notes', 'file:out.csv'], 'end it in .jsonl, .jsonl.gz, .jsonl.zst, or .parquet'],
    [['copy', 'notes', 'file:no/folder/out.jsonl'], 'no/folder does not exist'],
    [
      ['copy', 'file:theirs.jsonl', 'ours'],
      'was not written by nestvec; say what it holds by --id',
    ],
    [['copy', 'file:theirs.jsonl', 'ours', '--model=x'], '--vector: is needed'],
    [['copy', 'file:theirs.jsonl', 'ours', '--vector=v'], '--model: is needed'],
    [['copy', 'file:theirs.jsonl', 'ours', '--vector=='], '--vector'],
    [['copy', 'file:theirs.jsonl', 'ours', '--metadata=a,a'], '--metadata'],
    [['copy', 'file:theirs.jsonl', 'file:./theirs.jsonl'], 'target: is the source itself'],
    [['copy', 'notes', 'ours', '--id=x'], '--id: is for a source that is a file'],
    [['copy', 'notes', 'ours', '--overwrite'], '--overwrite: is for a target that is a file'],
    [
      ['copy', 'notes', 'file:out.jsonl', '--follow=2'],
      '--follow: is for a target that is a collection',
    ],
    [
      ['copy', 'notes', 'file:out.jsonl', '--merge'],
      '--merge: is for a target that is a collection',
    ],
    [['copy', 'notes', 'file:out.jsonl', '--journal=j'], '--journal: is for a collection'],
    [['copy', 'file:snapshot.snapshot', 'ours', '--vector=v', '--model=x'], 'restore it in Qdrant'],
  ])('%j ends in a sentence', async (args, sentence) => {
    if (args.includes('file:no/folder/out.jsonl')) await ingestNotes();
    await at.write('theirs.jsonl', theirs);
    await at.write('snapshot.snapshot', 'x');
    const { code, stderr } = await run(...args);
    expect(code).toBe(1);
    expect(stderr).toContain(sentence);
    expect(stderr).not.toContain('    at ');
  });
});

async function identityOf(collection: string): Promise<unknown> {
  const store = lancedb({ uri: at.path('.nestvec'), collection });
  const found = await store.describe();
  await store.close();
  return found?.spec?.embedder;
}
