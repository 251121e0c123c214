import { existsSync, readdirSync } from 'node:fs';
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

/** Twelve texts in `notes` of the usual folder. */
async function ingestNotes(): Promise<void> {
  const lines = Array.from({ length: 12 }, (_, n) =>
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

const open = (collection: string, folder = '.nestvec') =>
  lancedb({ uri: at.path(folder), collection });

describe('nestvec copy', () => {
  it('copies into another folder, compares both, and writes nothing the second time', async () => {
    await ingestNotes();
    const first = await run('copy', 'notes', 'lancedb:./other#notes', '--verify', 'all');
    expect(first, first.stderr).toMatchObject({ code: 0 });
    expect(first.stdout).toContain('pass 1: 12 records read, 12 written');
    expect(first.stdout).toContain('ok ids: 12 ids compared both ways');
    expect(first.stdout).toContain('ok records: 12 records compared in every part');
    expect(first.stdout).toMatch(/ok searches: \d+ asked of both, recall@10 1\.0000/);
    const store = open('notes', 'other');
    expect(await store.count()).toBe(12);
    await store.close();
    const again = await run('copy', 'notes', 'lancedb:./other#notes', '--json');
    expect(documentOf(again)).toMatchObject({
      passes: [{ pass: 2, unchanged: 12, written: 0 }],
      ended: 'no-change',
      verification: { equal: true },
    });
    expect(readdirSync(at.path('.nestvec/journals')).some((name) => name.startsWith('copy-'))).toBe(
      true,
    );
  });

  it('takes vectors, fields and names as they are asked for', async () => {
    await ingestNotes();
    await at.write('target.json', JSON.stringify({ rename: { rank: 'place' } }));
    const { code, stderr } = await run(
      'copy',
      'notes',
      'small',
      '--vectors=text_64=text:64,text',
      '--fields=place:number',
      '--target=target.json',
    );
    expect(code, stderr).toBe(0);
    const store = open('small');
    expect((await store.describe())?.spec).toMatchObject({
      vectors: { text: { dimensions: 256 }, text_64: { dimensions: 64, graph: true } },
      fields: { place: 'number' },
    });
    expect((await store.get(['n3']))[0]?.metadata).toEqual({ place: 3 });
    await store.close();
  });

  it('ends with 2 where something differs, and says what', async () => {
    await ingestNotes();
    await run('copy', 'notes', 'copied');
    const store = open('copied');
    await store.update([{ id: 'n3', metadata: { rank: 99 } }]);
    await store.remove({ ids: ['n4'] });
    await store.close();
    const { code, stdout } = await run('copy', 'notes', 'copied');
    expect(code).toBe(2);
    expect(stdout).toContain('differs counts: 12 in the source, 11 in the target');
    expect(stdout).toContain('missing: n4');
    expect(stdout).toContain('n3: metadata');
  });

  it.each<[string, (store: ReturnType<typeof open>) => Promise<void>, string]>([
    ['a missing id', async (store) => await store.remove({ ids: ['n4'] }), 'missing: n4'],
    [
      'an additional id',
      async (store) => {
        const [record] = await store.get(['n4']);
        await store.upsert([{ ...record, id: 'x', vectors: record?.vectors ?? {}, metadata: {} }]);
      },
      'in the target alone: x',
    ],
    [
      'changed metadata',
      async (store) => await store.update([{ id: 'n3', metadata: { rank: 3.5 } }]),
      'n3: metadata',
    ],
    [
      'a vector off by 1e-3',
      async (store) => {
        const [record] = await store.get(['n3']);
        const text = Float32Array.from(record?.vectors['text'] ?? []);
        text[0] = (text[0] ?? 0) + 1e-3;
        const { contentHash } = record ?? {};
        await store.update([{ id: 'n3', vectors: { text }, contentHash }]);
      },
      'n3: vectors.text',
    ],
  ])('ends with 2 for %s alone', async (_, plant, said) => {
    await ingestNotes();
    await run('copy', 'notes', 'copied');
    const store = open('copied');
    await plant(store);
    await store.close();
    const { code, stdout } = await run('copy', 'notes', 'copied');
    expect(stdout).toContain(said);
    expect(code).toBe(2);
  });

  it('gives each of two servers of one database a key of its own', async () => {
    const [from, to] = ['qdrant:http://127.0.0.1:1#a', 'qdrant:http://127.0.0.1:2#a'];
    const env = { QDRANT_API_KEY: 'secret-own' };
    const both = await nestvec(['copy', from, to], { cwd: at.folder, env });
    expect(both).toMatchObject({ code: 1 });
    expect(both.stderr).toContain('--from-key-variable and --to-key-variable');
    const args = ['copy', from, to, '--to-key-variable', 'NEW_KEY'];
    const unset = await nestvec(args, { cwd: at.folder, env });
    expect(unset.stderr).toContain('--to-key-variable: is not the name of an environment variable');
    expect(both.stderr + unset.stderr).not.toContain('secret-own');
  });

  it('counts in a dry run, and makes nothing', async () => {
    await ingestNotes();
    const { code, stdout } = await run('copy', 'notes', 'lancedb:./other#notes', '--dry-run');
    expect(code).toBe(0);
    expect(stdout).toContain('12 records, about');
    expect(stdout).toContain('create collection: notes does not exist');
    expect(stdout).toContain('nothing was written');
    expect(existsSync(at.path('other'))).toBe(false);
  });

  it('embeds again by another model, and lists first what can’t be', async () => {
    await ingestNotes();
    const dry = await run('copy', 'notes', 'again', '--embed', 'local', '--dry-run');
    expect(dry, dry.stderr).toMatchObject({ code: 0 });
    expect(dry.stdout).toContain('12 texts and images to embed');
    expect(dry.stdout).toMatch(/takes .* at least/);
    const { code, stdout, stderr } = await run('copy', 'notes', 'again', '--embed', 'local');
    expect(code, stderr).toBe(0);
    expect(stdout).toContain('12 texts and images embedded');
    expect(stdout).toContain('ok records: 12 records compared');
    const wrong = await run('copy', 'notes', 'again', '--embed', 'clip');
    expect(wrong.stderr).toContain('--embed: clip is not an embedder; write local:');
  });

  it('says what to do where source or target are not right', async () => {
    await ingestNotes();
    const missing = await run('copy', 'nots', 'copied');
    expect(missing).toMatchObject({ code: 1 });
    expect(missing.stderr).toContain('there is no collection nots in .nestvec; there is notes');
    const same = await run('copy', 'notes', 'lancedb:.nestvec#notes');
    expect(same.stderr).toContain('target: is the source itself');
    const hosted = await run('copy', 'notes', 'qdrant:http://me:secret@localhost:1#notes');
    expect(hosted.stderr).toContain('target: must be an address only; set QDRANT_API_KEY');
    expect(hosted.stderr).not.toContain('secret');
    await at.write('more.jsonl', '{"id":"x","text":"of others"}');
    await run('ingest', 'more.jsonl', '-c', 'full', '--fields', 'rank:number');
    const full = await run('copy', 'notes', 'full');
    expect(full).toMatchObject({ code: 1 });
    expect(full.stderr).toContain('holds 1 record that this copy did not write');
    expect(full.stderr).toContain('add --merge');
    expect((await run('copy', 'notes', 'full', '--merge')).code).toBe(0);
  });

  it.each([
    ['--vectors', 'image:0'],
    ['--vectors', 'text,text'],
    ['--tenants', 'a,,b'],
    ['--follow', '-1'],
    ['--verify', 'some'],
    ['--target', 'none.json'],
  ])('refuses %s %s in a sentence', async (flag, value) => {
    await ingestNotes();
    const { code, stderr } = await run('copy', 'notes', 'copied', flag, value);
    expect(code).toBe(1);
    expect(stderr).toContain(flag);
    expect(stderr).not.toContain('    at ');
  });
});
