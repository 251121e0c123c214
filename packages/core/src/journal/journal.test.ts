import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { NestvecError } from '../errors.ts';
import type { KeptEmbedding, KeptItem } from '../ingest/journal.ts';
import { factsOf } from './__fixtures__/facts.ts';
import { fileSystem, makeDirectory } from './directory.ts';
import { formatItem } from './format-item.ts';
import { openJournal, openJournalOn } from './open-journal.ts';
import { openSqlite } from './sql.ts';

const facts = factsOf(1024);
const { identity } = facts;

async function newDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'nestvec-journal-'));
  onTestFinished(async () => {
    await rm(directory, { recursive: true });
  });
  return directory;
}

const refused = new NestvecError('invalid-input', 'item: is too long', { field: 'item' });
const hashOf = (n: number): string => n.toString(16).padStart(64, '0');
const embeddingOf = (n: number): KeptEmbedding => ({
  hash: hashOf(n),
  embedding: { ok: true, vector: new Float32Array(1024).fill(n), tokens: 1, truncated: false },
});
const itemOf = (n: number): KeptItem => ({
  id: `item-${n}`,
  index: n,
  contents: [{ modality: 'text', hash: hashOf(n) }],
  recordHash: hashOf(n),
  signature: undefined,
  fields: { metadata: {} },
});

async function pagesOf<Entry>(pages: AsyncIterable<readonly Entry[]>): Promise<Entry[]> {
  const entries: Entry[] = [];
  for await (const page of pages) entries.push(...page);
  return entries;
}

describe('a journal', () => {
  it('stays below its size by taking the oldest embeddings away, but not one that is needed', async () => {
    const directory = await newDirectory();
    const maxBytes = 8 * 2 ** 20;
    const journal = await openJournal({ directory, maxBytes });
    const run = await journal.begin(facts);
    await run.keep([embeddingOf(0)], [itemOf(0)]); // never confirmed
    for (let start = 1; start < 6000; start += 100) {
      const numbers = Array.from({ length: 100 }, (_, i) => start + i);
      await run.keep(numbers.map(embeddingOf), numbers.map(itemOf));
      await run.confirm(
        numbers.map((n) => ({ id: `item-${n}`, index: n })),
        undefined,
      );
    }
    const has = await run.has([hashOf(0), hashOf(1), hashOf(2000), hashOf(5999)]);
    expect(has).toEqual([true, false, false, true]);
    await run.end(undefined);
    await journal.close();
    const { size } = await stat(join(directory, 'journal.sqlite'));
    expect(size).toBeLessThan(maxBytes + 2 * 2 ** 20);
  });

  it('keeps embeddings of two embedders apart', async () => {
    const journal = await openJournal({ directory: await newDirectory() });
    const first = await journal.begin(facts);
    await first.keep([embeddingOf(1)], []);
    await first.end(undefined);
    const other = await journal.begin({ ...facts, identity: { ...identity, weights: 'int8' } });
    expect(await other.has([hashOf(1)])).toEqual([false]);
    await other.end(undefined);
    await journal.close();
  });

  it('belongs to one collection', async () => {
    const directory = await newDirectory();
    const journal = await openJournal({ directory });
    await (await journal.begin(facts)).end(undefined);
    await expect(journal.begin({ ...facts, collection: 'others' })).rejects.toMatchObject({
      code: 'journal',
      details: { directory, reason: 'another-collection' },
      message: `journal ${directory}: is of memory things, not of memory others; give each collection a journal of its own`,
    });
    await journal.close();
  });

  it('keeps what it knows of two tenants apart, but for the embeddings', async () => {
    const directory = await newDirectory();
    const journal = await openJournal({ directory });
    const one = await journal.begin({ ...facts, tenant: 'one' });
    await one.keep([embeddingOf(1), embeddingOf(2), embeddingOf(3)], [1, 2, 3].map(itemOf));
    await one.confirm([{ id: 'item-1', index: 1 }], { index: 1, id: 'item-1' });
    await one.bury({ id: 'item-3', index: 3, stage: 'write', error: refused }, undefined);
    await one.end(4);
    for (const tenant of ['two', undefined]) {
      const other = await journal.begin({ ...facts, tenant });
      expect(other.lastTotal).toBeUndefined();
      expect(await other.look(['item-1', 'item-2'])).toEqual([undefined, undefined]);
      expect(await pagesOf(other.unfinished(10))).toEqual([]);
      expect(await pagesOf(other.unseen(10))).toEqual([]);
      expect(await other.has([hashOf(1)])).toEqual([true]);
      expect(await journal.resumePoint({ tenant })).toBeUndefined();
      await other.keep([], [itemOf(2), itemOf(3)]);
      await other.confirm(
        [2, 3].map((index) => ({ id: `item-${index}`, index })),
        undefined,
      );
      await other.forget(['item-1', 'item-2']);
      await other.end(4);
    }
    expect(await journal.resumePoint({ tenant: 'one' })).toEqual({ index: 1, id: 'item-1' });
    expect(await journal.writeDeadLetters()).toBe(1);
    const again = await journal.begin({ ...facts, tenant: 'one' });
    expect(again.lastTotal).toBe(4);
    expect(await again.look(['item-1', 'item-2'])).toMatchObject([
      { confirmed: true },
      { confirmed: false },
    ]);
    const unfinished = await pagesOf(again.unfinished(10));
    expect(unfinished.map(({ id }) => id)).toEqual(['item-2']);
    await again.end(undefined);
    await journal.close();
  });

  it('lets one run in at a time, and nothing after it is closed', async () => {
    const journal = await openJournal({ directory: await newDirectory() });
    const run = await journal.begin(facts);
    await expect(journal.begin(facts)).rejects.toMatchObject({ details: { reason: 'locked' } });
    await run.end(undefined);
    await journal.close();
    await journal.close();
    await expect(journal.begin(facts)).rejects.toMatchObject({ code: 'closed' });
  });

  it('that is closed during a run lets it end first', async () => {
    const journal = await openJournal({ directory: await newDirectory() });
    const run = await journal.begin(facts);
    let isClosed = false;
    const closing = journal.close().then(() => {
      isClosed = true;
    });
    await expect(journal.begin(facts)).rejects.toMatchObject({ code: 'closed' });
    await run.keep([embeddingOf(1)], [itemOf(1)]);
    await run.confirm([{ id: 'item-1', index: 1 }], { index: 1, id: 'item-1' });
    expect(isClosed).toBe(false);
    await run.end(1);
    await closing;
    expect(isClosed).toBe(true);
  });

  it('whose run could not be ended on a full disk takes the same ingest again', async () => {
    let isFull = false;
    const full = Object.assign(new Error('database or disk is full'), { errcode: 13 });
    const journal = await openJournalOn(
      {
        directories: fileSystem,
        async open(path, directory) {
          const database = await openSqlite(path, directory);
          const exec = (sql: string): void => {
            if (isFull && sql.startsWith('BEGIN')) throw full;
            database.exec(sql);
          };
          return { exec, prepare: (sql) => database.prepare(sql), close: () => database.close() };
        },
      },
      { directory: await newDirectory() },
    );
    const run = await journal.begin(facts);
    isFull = true;
    await expect(run.end(1)).rejects.toMatchObject({ details: { reason: 'disk-full' } });
    isFull = false;
    await (await journal.begin(facts)).end(1);
    await journal.close();
  });

  it('leaves the warnings of the process as they were, however many are opened at once', async () => {
    const { emitWarning } = process;
    const directories = await Promise.all(Array.from({ length: 8 }, newDirectory));
    // A module of its own, so that nothing has loaded SQLite yet.
    vi.resetModules();
    const { openSqlite: open } = await import('./sql.ts');
    const opened = await Promise.all(directories.map((path) => open(join(path, 'a'), path)));
    for (const database of opened) database.close();
    expect(process.emitWarning).toBe(emitWarning);
  });

  it('is refused while another process has it, and free the moment that one is killed', async () => {
    const directory = await newDirectory();
    const code = `
      const { DatabaseSync } = require('node:sqlite');
      const database = new DatabaseSync(${JSON.stringify(join(directory, 'journal.sqlite'))});
      database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; BEGIN IMMEDIATE; COMMIT');
      console.log('open'); setInterval(() => {}, 1000);`;
    await (await openJournal({ directory })).close();
    const holder = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'ignore'] });
    await once(holder.stdout, 'data');
    await expect(openJournal({ directory })).rejects.toMatchObject({
      code: 'journal',
      details: { directory, reason: 'locked' },
    });
    holder.kill('SIGKILL');
    await once(holder, 'close');
    const journal = await openJournal({ directory });
    await journal.close();
  });

  it.each([1, 99])('of format %i is left alone', async (version) => {
    const directory = await newDirectory();
    await (await openJournal({ directory })).close();
    const database = new DatabaseSync(join(directory, 'journal.sqlite'));
    database.exec(`PRAGMA user_version = ${version}`);
    database.close();
    await expect(openJournal({ directory })).rejects.toMatchObject({
      details: { reason: 'version' },
    });
  });

  it('is left alone where it is something else', async () => {
    const foreign = await newDirectory();
    await writeFile(join(foreign, 'journal.sqlite'), 'my diary, day one: '.repeat(1000));
    await expect(openJournal({ directory: foreign })).rejects.toMatchObject({
      details: { reason: 'damaged' },
    });
  });

  it('names the option that is wrong', async () => {
    await expect(openJournal({ directory: '', maxBytes: 1 })).rejects.toMatchObject({
      code: 'invalid-input',
      details: { field: 'options.directory' },
    });
  });
});

describe('making a directory', () => {
  it('syncs each one that got a new entry, the outermost first', async () => {
    const synced: string[] = [];
    const sync = async (path: string): Promise<void> => void synced.push(path);
    await makeDirectory('/a/b/c/d', { make: async () => '/a/b', sync });
    expect(synced).toEqual(['/a', '/a/b', '/a/b/c']);
    await makeDirectory('/a', { make: async () => undefined, sync });
    expect(synced).toHaveLength(3);
  });
});

describe('an item in a dead letter', () => {
  it.each([
    ['a text', { id: 'a', text: 'x' }, { id: 'a', text: 'x' }],
    [
      'a path, made absolute',
      { id: 'a', image: 'b.png' },
      { id: 'a', image: join(process.cwd(), 'b.png') },
    ],
    [
      'a URL',
      { id: 'a', image: new URL('https://x.test/a.png') },
      { id: 'a', image: 'https://x.test/a.png' },
    ],
    ['bytes', { id: 'a', image: Uint8Array.of(1, 2) }, { id: 'a', image: { base64: 'AQI=' } }],
    ['too many bytes', { id: 'a', image: new Uint8Array(5_000_000) }, undefined],
    ['a stream', { id: 'a', image: new Blob(['x']).stream() }, undefined],
  ])('is plain data: %s', (_name, item, expected) => {
    expect(formatItem(item)).toEqual(expected);
  });
});
