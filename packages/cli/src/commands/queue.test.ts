import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { realServer } from '@nestvec/testkit/server';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { documentOf, nestvec, nestvecProcess, type Outcome } from '../__fixtures__/nestvec.ts';
import { createWorkplace, type Workplace } from '../__fixtures__/workplace.ts';

const [qdrant, redis] = [await realServer('qdrant'), await realServer('redis')];
afterAll(async () => {
  for (const server of [qdrant, redis]) if (typeof server !== 'string') await server.stop();
});

let at: Workplace;
beforeEach(async () => {
  at = await createWorkplace();
});
afterEach(() => at.remove());

const run = async (...args: readonly string[]): Promise<Outcome> =>
  await nestvec(args, { cwd: at.folder });

describe('nestvec queue', { timeout: 60_000 }, () => {
  it('adds, works, says how it stands, tries again and cancels', async ({ skip }) => {
    if (typeof qdrant === 'string') return skip(qdrant);
    if (typeof redis === 'string') return skip(redis);
    const collection = `queue-${randomUUID()}`;
    const place = ['--store', 'qdrant', '--url', qdrant.url];
    const over = ['--redis', redis.url];
    const rows = ['violin', 'banana', 'dog'].map((text, row) =>
      JSON.stringify({ id: `r${row}`, text }),
    );
    await at.write('rows.jsonl', rows.join('\n'));
    let child: ChildProcess | undefined;
    const working = nestvecProcess(['queue', 'work', '-c', collection, ...place, ...over], {
      cwd: at.folder,
      onStart: (started) => {
        child = started;
      },
    });
    const added = await run(
      'queue',
      'add',
      'rows.jsonl',
      '-c',
      collection,
      '--json',
      ...place,
      ...over,
    );
    expect(documentOf(added)).toMatchObject({
      collection,
      state: 'done',
      total: 3,
      written: 3,
      failed: 0,
    });
    expect(added.code).toBe(0);
    const again = await run('queue', 'add', 'rows.jsonl', '-c', collection, ...place, ...over);
    expect(again.stdout).toMatch(
      /the run is done: 3 read, 0 written, 3 unchanged, 0 failed, 0 jobs left/,
    );
    const retried = await run(
      'queue',
      'retry',
      'rows.jsonl',
      '-c',
      collection,
      '--json',
      ...place,
      ...over,
    );
    expect(documentOf(retried)).toMatchObject({ state: 'done', total: 0 });
    const status = await run('queue', 'status', collection, '--json', ...over);
    expect(documentOf(status)).toMatchObject({
      queue: collection,
      workers: 1,
      jobs: { waiting: 0, active: 0 },
    });
    const cancelled = await run('queue', 'cancel', collection, ...over);
    expect(cancelled.stdout).toBe(`${collection}: has no run that is not over\n`);
    child?.kill('SIGTERM');
    expect((await working).code).toBe(0);
    await run('collection', 'drop', collection, '--yes', ...place);
  });

  it('refuses LanceDB in a folder before anything is asked of Redis', async () => {
    await at.write('rows.jsonl', '{"id":"a","text":"violin"}\n');
    for (const args of [['add', 'rows.jsonl'], ['work']]) {
      const { code, stderr } = await run('queue', ...args, '-c', 'rows');
      expect(code).toBe(1);
      expect(stderr).toContain('s3://bucket/path');
    }
  });

  it('says in a sentence that Redis is not there', async () => {
    const { code, stderr } = await run('queue', 'status', 'rows', '--redis', 'redis://127.0.0.1:1');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error: redis: can't be reached .*; start it or correct its address\n/);
  });

  it.each([
    [['status', 'a:b'], /^error: --queue: must have 1 to 200 characters, and neither a colon/],
    [['status'], /^error: --queue: must have 1 to 200 characters/],
    [
      ['status', 'rows', '--redis', 'http://127.0.0.1'],
      /^error: --redis: must be a redis:\/\/ URL\n/,
    ],
    [
      ['cancel', 'rows', '--run', 'x'.repeat(100_000)],
      /^error: --run: is longer than the id of a run\n/,
    ],
    [['cancel', 'rows', '--run', ''], /^error: --run: must be the id of a run\n/],
  ])('names the flag that is wrong: %j', async (args, message) => {
    const { code, stderr } = await run('queue', ...args);
    expect(code).toBe(1);
    expect(stderr).toMatch(message);
  });
});
