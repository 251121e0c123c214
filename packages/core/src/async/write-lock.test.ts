import { describe, expect, it } from 'vitest';
import { writeLock } from './write-lock.ts';

function deferred() {
  let resolve = (): void => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

describe('writeLock', () => {
  it('lets plain writes run side by side, and an update alone, in their order', async () => {
    const lock = writeLock({});
    const [a, b, update] = [deferred(), deferred(), deferred()];
    const log: string[] = [];
    const task = (name: string, until: Promise<void>) => async () => {
      log.push(`${name} begins`);
      await until;
      log.push(`${name} ends`);
    };
    const all = [
      lock.shared(task('a', a.promise)),
      lock.shared(task('b', b.promise)),
      lock.exclusive(task('update', update.promise)),
      lock.shared(task('c', Promise.resolve())),
    ];
    await new Promise((resolve) => setImmediate(resolve));
    expect(log).toEqual(['a begins', 'b begins']);
    b.resolve();
    a.resolve();
    await new Promise((resolve) => setImmediate(resolve));
    expect(log.slice(2).sort()).toEqual(['a ends', 'b ends', 'update begins']);
    update.resolve();
    await Promise.all(all);
    expect(log.slice(5)).toEqual(['update ends', 'c begins', 'c ends']);
  });

  it('goes on after a failure, which only its caller gets', async () => {
    const lock = writeLock({});
    const failing = lock.exclusive(async () => {
      throw new Error('no');
    });
    const next = lock.exclusive(async () => 1);
    await expect(failing).rejects.toThrow('no');
    await expect(next).resolves.toBe(1);
    await lock.idle();
  });

  it('is one for all stores of the same address and collection, and another one for any other', async () => {
    const client = {};
    const log: string[] = [];
    const first = deferred();
    const task = (name: string, until?: Promise<void>) => async () => {
      await until;
      log.push(name);
    };
    const all = [
      writeLock('http://a', client, 'docs').exclusive(task('first', first.promise)),
      writeLock('http://a', client, 'docs').exclusive(task('same')),
      writeLock('http://a', client, 'other').exclusive(task('other collection')),
      writeLock('http://a', {}, 'docs').exclusive(task('other client')),
    ];
    await new Promise((resolve) => setImmediate(resolve));
    expect(log).toEqual(['other collection', 'other client']);
    first.resolve();
    await Promise.all(all);
    expect(log.slice(2)).toEqual(['first', 'same']);
  });

  it('is idle when its own work has ended, whatever another store of the collection does', async () => {
    const other = deferred();
    const working = writeLock('http://b', 'docs').shared(async () => await other.promise);
    const lock = writeLock('http://b', 'docs');
    let isDone = false;
    const mine = lock.shared(async () => {
      await new Promise((resolve) => setImmediate(resolve));
      isDone = true;
    });
    await lock.idle();
    expect(isDone).toBe(true);
    other.resolve();
    await Promise.all([working, mine]);
  });
});
