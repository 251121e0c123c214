import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { openJournal } from '@nestvec/core/journal';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { documentOf, nestvec, nestvecProcess, type Outcome } from '../__fixtures__/nestvec.ts';
import { createWorkplace, type Workplace } from '../__fixtures__/workplace.ts';

let at: Workplace;
beforeEach(async () => {
  at = await createWorkplace();
});
afterEach(() => at.remove());

const run = async (...args: string[]): Promise<Outcome> => await nestvec(args, { cwd: at.folder });
const rows = async (...texts: readonly string[]): Promise<void> => {
  const lines = texts.map((text, row) => JSON.stringify({ id: `r${row}`, text }));
  await at.write('rows.jsonl', lines.join('\n'));
};
const dead = '.nestvec/journals/rows/dead.jsonl';

describe('nestvec ingest with its journal', { timeout: 60_000 }, () => {
  it('embeds what has changed, and removes what is gone only when it is asked to', async () => {
    await rows('violin', 'banana', 'dog');
    await run('ingest', 'rows.jsonl', '-c', 'rows');
    await rows('violin', 'apple');
    const second = await run('ingest', 'rows.jsonl', '-c', 'rows', '--json');
    expect(documentOf(second)).toMatchObject({ written: 1, unchanged: 1, pruned: 0, embedded: 1 });
    const third = await run('ingest', 'rows.jsonl', '-c', 'rows', '--prune');
    expect(third.stdout).toMatch(/^rows: 0 items written, 2 unchanged, 1 removed, in /);
    expect(third.code).toBe(0);
    const shown = await run('collection', 'show', 'rows', '--json');
    expect(documentOf(shown)).toMatchObject({ count: 2 });
  });

  it('shows what a run would do and cost, and leaves nothing behind', async () => {
    await rows('violin', 'banana', 'dog');
    const outcome = await run('ingest', 'rows.jsonl', '-c', 'rows', '--dry-run', '--price', '0.02');
    expect(outcome.stdout).toMatch(
      /^rows: would write 3 items \(0 unchanged, 0 could not be used\): 3 contents to embed, \d+ tokens, 0\.0{5,}\d+ USD, \d\.\d kB of records\n$/,
    );
    expect(outcome.code).toBe(0);
    expect(existsSync(at.path('.nestvec'))).toBe(false);
  });

  it.each(['rows.jsonl', './rows.jsonl'])(
    'never takes %s, which it is to read, for a file of failures that may be overwritten',
    async (failures) => {
      await rows('violin');
      const outcome = await run('ingest', 'rows.jsonl', '-c', 'rows', '--failures', failures);
      expect(outcome).toMatchObject({ code: 1, stdout: '' });
      expect(outcome.stderr).toContain(`--failures: ${failures} is there and does not hold the`);
      expect(await readFile(at.path('rows.jsonl'), 'utf8')).toContain('violin');
    },
  );

  it('overwrites the failures of an earlier run, and no dead letters', async () => {
    await at.write('rows.jsonl', '{"id":"good","text":"violin"}\n{"id":');
    const flags = ['-c', 'rows', '--failures', 'failed.jsonl'];
    expect((await run('ingest', 'rows.jsonl', ...flags)).code).toBe(2);
    expect((await run('ingest', 'rows.jsonl', ...flags)).code).toBe(2);
    const failures = await readFile(at.path('failed.jsonl'), 'utf8');
    expect(failures.trim().split('\n')).toHaveLength(1);
    const letters = await readFile(at.path(dead), 'utf8');
    const replay = await run('ingest', '--replay', dead, '-c', 'rows', '--failures', dead);
    expect(replay).toMatchObject({ code: 1, stdout: '' });
    expect(await readFile(at.path(dead), 'utf8')).toBe(letters);
  });

  it('refuses to prune in a dry run, in the words of the command line', async () => {
    await rows('violin');
    const outcome = await run('ingest', 'rows.jsonl', '-c', 'rows', '--dry-run', '--prune');
    expect(outcome).toMatchObject({ code: 1, stdout: '' });
    expect(outcome.stderr).toBe(
      'error: --prune: removes nothing in a dry run; leave out --dry-run or --prune\n',
    );
  });

  it('gives more hits than a list has by default where more are asked for', async () => {
    await rows('violin', 'banana');
    await run('ingest', 'rows.jsonl', '-c', 'rows');
    const outcome = await run('search', 'rows', 'violin', '--limit', '101', '--json');
    expect(documentOf(outcome)).toMatchObject({ hits: [{ id: 'r0' }, { id: 'r1' }] });
  });

  it('keeps what failed in a file, and takes it in once it is mended', async () => {
    await at.write(
      'rows.jsonl',
      '{"id":"good","text":"violin","metadata":{"price":3}}\n{"id":"bad","text":"banana","metadata":{"price":"3"}}\n{"id":',
    );
    const args = ['-c', 'rows', '--fields', 'price:number'];
    const first = await run('ingest', 'rows.jsonl', ...args);
    expect(first.code).toBe(2);
    expect(first.stdout).toContain(`ingest --replay ${at.path(dead)} -c rows`);
    const text = await readFile(at.path(dead), 'utf8');
    expect(text.trim().split('\n')).toHaveLength(2);
    await at.write(dead, text.replace('"price":"3"', '"price":3'));
    const second = await run('ingest', '--replay', dead, ...args, '--json');
    expect(documentOf(second)).toMatchObject({ read: 2, written: 1, failed: 1 });
    expect(second.stderr).toContain('was not kept, so it can’t be replayed');
    expect(second.code).toBe(2);
    expect(await readFile(at.path(dead), 'utf8')).not.toContain('banana');
    await at.write('rows.jsonl', '{"id":"good","text":"violin","metadata":{"price":3}}');
    expect((await run('ingest', 'rows.jsonl', ...args)).code).toBe(0);
    expect(existsSync(at.path(dead))).toBe(false);
  });

  it('goes on after a kill -9 and lets the next one in at once', async () => {
    const text = 'violin banana dog elephant '.repeat(40);
    await rows(...Array.from({ length: 2500 }, (_, row) => `${row} ${text}`));
    const killed = await nestvecProcess(['ingest', 'rows.jsonl', '-c', 'rows'], {
      cwd: at.folder,
      onStart: (child) => {
        const timer = setInterval(() => {
          if (existsSync(at.path('.nestvec/rows.lance'))) child.kill('SIGKILL');
        }, 5);
        child.once('close', () => clearInterval(timer));
      },
    });
    expect(killed.code).toBeNull();
    const outcome = await run('ingest', 'rows.jsonl', '-c', 'rows', '--json');
    const report = documentOf(outcome);
    expect(report).toMatchObject({ read: 2500, failed: 0 });
    expect(Number(report['written']) + Number(report['unchanged'])).toBe(2500);
    expect(Number(report['embedded'])).toBeLessThan(2500);
    const shown = await run('collection', 'show', 'rows', '--json');
    expect(documentOf(shown)).toMatchObject({ count: 2500 });
  });

  it('waits for no one: it says at once that another ingest is under way', async () => {
    await rows('violin', 'banana');
    const journal = await openJournal({ directory: at.path('.nestvec/journals/rows') });
    const refused = await run('ingest', 'rows.jsonl', '-c', 'rows');
    await journal.close();
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('another run is using it; wait for it to end');
    expect((await run('ingest', 'rows.jsonl', '-c', 'rows')).code).toBe(0);
  });

  it('stops cleanly at SIGTERM as at Ctrl-C', async () => {
    const text = 'violin banana dog elephant '.repeat(40);
    await rows(...Array.from({ length: 20_000 }, (_, row) => `${row} ${text}`));
    const outcome = await nestvecProcess(['ingest', 'rows.jsonl', '-c', 'rows', '--json'], {
      cwd: at.folder,
      onStart: (child) => {
        child.stderr?.on('data', (chunk: string) => {
          if (!child.killed && chunk.includes('"progress"')) child.kill('SIGTERM');
        });
      },
    });
    expect(outcome.code).toBe(130);
    const { read, written } = documentOf(outcome);
    expect(written).toBe(read);
  });

  it('writes anew into a collection that was dropped, without embedding anew', async () => {
    await rows('violin', 'banana');
    await run('ingest', 'rows.jsonl', '-c', 'rows');
    await run('collection', 'drop', 'rows', '--yes');
    const again = await run('ingest', 'rows.jsonl', '-c', 'rows', '--json');
    expect(documentOf(again)).toMatchObject({ written: 2, embedded: 0, reused: 2 });
  });

  it('says so where its journal is damaged', async () => {
    await rows('violin');
    await run('ingest', 'rows.jsonl', '-c', 'rows');
    await at.write('.nestvec/journals/rows/journal.sqlite', 'no database at all'.repeat(500));
    await rm(at.path('.nestvec/journals/rows/journal.sqlite-wal'), { force: true });
    const outcome = await run('ingest', 'rows.jsonl', '-c', 'rows');
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toMatch(/its file is damaged; remove the folder and begin anew/);
  });

  it.each([
    [['ingest', '-c', 'rows'], 'name what to ingest'],
    [['ingest', 'a', '--replay', 'b', '-c', 'rows'], 'name what to ingest'],
    [['ingest', 'a', '--prune', '--limit', '3', '-c', 'rows'], '--prune: needs the journal'],
    [['ingest', 'a', '--prune', '--no-journal', '-c', 'rows'], '--prune: needs the journal'],
    [['ingest', 'a', '--price', 'free', '-c', 'rows'], 'It must be a number above 0.'],
    [['ingest', '--replay', 'none.jsonl', '-c', 'rows'], 'there is no dead-letter file'],
  ])('refuses %j', async (args, message) => {
    const outcome = await run(...args);
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toContain(message);
  });
});
