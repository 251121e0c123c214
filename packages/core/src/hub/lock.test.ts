import { readdir, readFile, symlink, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { temporaryDirectory } from './__fixtures__/setup.ts';
import { withLock } from './lock.ts';

/** Above every process id that Linux gives. */
const deadPid = 2 ** 22 + 1;

describe('a lock', () => {
  it('lets one at a time in, and is gone afterwards', async () => {
    const directory = await temporaryDirectory();
    const path = join(directory, 'locks', 'a.lock');
    let inside = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      inside++;
      most = Math.max(most, inside);
      await delay(5);
      inside--;
    };
    await Promise.all(Array.from({ length: 8 }, () => withLock(path, { pollMs: 1 }, work)));
    expect(most).toBe(1);
    expect(await readdir(join(directory, 'locks'))).toEqual([]);
  });

  it('is gone after a failure as well', async () => {
    const directory = await temporaryDirectory();
    const failure = new Error('inside');
    const failing = withLock(join(directory, 'a.lock'), {}, () => Promise.reject(failure));
    await expect(failing).rejects.toBe(failure);
    expect(await readdir(directory)).toEqual([]);
  });

  it('of a process that is gone from this machine is broken at once', async () => {
    const path = join(await temporaryDirectory(), 'a.lock');
    await writeFile(path, JSON.stringify({ pid: deadPid, host: hostname(), id: 'x' }));
    expect(await withLock(path, { staleMs: 60_000 }, () => Promise.resolve('in'))).toBe('in');
  });

  it('of another machine is broken once it gives no sign for long', async () => {
    const path = join(await temporaryDirectory(), 'a.lock');
    await writeFile(path, JSON.stringify({ pid: 1, host: 'elsewhere', id: 'x' }));
    const before = performance.now();
    await withLock(path, { staleMs: 200, pollMs: 10 }, () => Promise.resolve());
    expect(performance.now() - before).toBeGreaterThanOrEqual(190);
  });

  it('whose owner died before it wrote its name is broken in time', async () => {
    const path = join(await temporaryDirectory(), 'a.lock');
    await writeFile(path, '');
    expect(await withLock(path, { staleMs: 50, pollMs: 5 }, () => Promise.resolve('in'))).toBe(
      'in',
    );
  });

  it('of an owner that gives signs is waited for, however old it is', async () => {
    const path = join(await temporaryDirectory(), 'a.lock');
    let finished = false;
    const first = withLock(path, { staleMs: 200 }, async () => {
      await delay(700);
      finished = true;
    });
    await delay(20);
    await withLock(path, { staleMs: 200, pollMs: 10 }, async () => {
      expect(finished).toBe(true);
    });
    await first;
  });

  it('that someone else has taken over is left to them', async () => {
    const path = join(await temporaryDirectory(), 'a.lock');
    await withLock(path, {}, () => writeFile(path, 'theirs'));
    expect(await readFile(path, 'utf8')).toBe('theirs');
  });

  it('that is a link to nothing is waited for, and broken like one that gives no sign', async () => {
    const directory = await temporaryDirectory();
    const path = join(directory, 'a.lock');
    await symlink(join(directory, 'nowhere'), path);
    let looks = 0;
    const onWait = async (): Promise<void> => void looks++;
    const options = { staleMs: 40, pollMs: 5, onWait };
    expect(await withLock(path, options, () => Promise.resolve('in'))).toBe('in');
    expect(looks).toBeGreaterThan(0);
    expect(await readdir(directory)).toEqual([]);
  });

  it('is not waited for after an abort', async () => {
    const path = join(await temporaryDirectory(), 'a.lock');
    await writeFile(path, JSON.stringify({ pid: process.pid, host: hostname(), id: 'x' }));
    const soon = new Date();
    await utimes(path, soon, soon);
    const waiting = withLock(path, { signal: AbortSignal.timeout(30) }, () => Promise.resolve());
    await expect(waiting).rejects.toMatchObject({ code: 'aborted' });
  });
});
