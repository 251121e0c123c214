import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { type CallOptions, throwIfAborted } from '../async/signal.ts';
import { sleep } from '../async/sleep.ts';
import { errnoOf, orMissing } from './errno.ts';

/** How a lock is waited for. */
export interface LockOptions extends CallOptions {
  /** Called at each look while someone else holds it. */
  readonly onWait?: (() => Promise<void>) | undefined;
  /** Wait between two looks at a lock that is held. Default 250. */
  readonly pollMs?: number | undefined;
  /** A lock whose owner gave no sign for so long is broken. Its owner gives one every quarter of this. Default 20,000. */
  readonly staleMs?: number | undefined;
}

/**
 * Runs `use` while no other process runs under the same lock file. It saves a second download of the same bytes and no more:
 * what is written under it stays right when two hold it, as may happen for a moment after a stale one is broken.
 */
export async function withLock<Result>(
  path: string,
  options: LockOptions,
  use: () => Promise<Result>,
): Promise<Result> {
  const { staleMs = 20_000 } = options;
  const mine = await acquire(path, staleMs, options);
  const touch = (): void => {
    const now = new Date();
    utimes(path, now, now).catch(() => {}); // gone: someone took this process for dead
  };
  const heartbeat = setInterval(touch, staleMs / 4).unref();
  try {
    return await use();
  } finally {
    clearInterval(heartbeat);
    if ((await orMissing(readFile(path, 'utf8'))) === mine) await rm(path, { force: true });
  }
}

async function acquire(path: string, staleMs: number, options: LockOptions): Promise<string> {
  const mine = JSON.stringify({ pid: process.pid, host: hostname(), id: randomUUID() });
  let sign = '';
  let since = performance.now();
  await mkdir(dirname(path), { recursive: true });
  for (;;) {
    throwIfAborted(options, 'waiting for another download');
    if (await create(path, mine)) return mine;
    // Neither is there where it was let go just now, or where the file is a link to nothing.
    const owner = await orMissing(readFile(path, 'utf8'));
    const facts = await orMissing(stat(path));
    // Only that it changes counts: the clock of a network disk may differ from ours.
    const newSign = `${owner} ${facts?.mtimeMs}`;
    if (newSign !== sign) {
      sign = newSign;
      since = performance.now();
    }
    if (isGone(owner) || performance.now() - since > staleMs) {
      await breakLock(path, owner);
      continue;
    }
    await options.onWait?.();
    await sleep(options.pollMs ?? 250, options.signal);
  }
}

async function create(path: string, mine: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx');
    try {
      await file.writeFile(mine);
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    } finally {
      await file.close();
    }
    return true;
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Whether the owner ran on this machine and runs no more. */
function isGone(owner = ''): boolean {
  const [, pid, host] = /^\{"pid":(\d+),"host":("[^"]*")/.exec(owner) ?? [];
  if (pid === undefined || host !== JSON.stringify(hostname())) return false;
  try {
    process.kill(Number(pid), 0); // signal 0 only asks
    return false;
  } catch (error) {
    return errnoOf(error) === 'ESRCH';
  }
}

async function breakLock(path: string, stale: string | undefined): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  if ((await orMissing(rename(path, aside).then(() => true))) === undefined) return;
  // Another waiter may have broken it first and taken it: then this one is not stale, and goes back.
  if ((await orMissing(readFile(aside, 'utf8'))) !== stale) await link(aside, path).catch(() => {});
  await rm(aside, { force: true });
}
