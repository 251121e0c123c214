import { describe, expect, it } from 'vitest';
import { createWriteLock } from './write-lock.ts';

function deferred() {
  let resolve = (): void => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

describe('createWriteLock', () => {
  it('lets plain writes run side by side, and an update alone, in their order', async () => {
    const lock = createWriteLock();
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
    const lock = createWriteLock();
    const failing = lock.exclusive(async () => {
      throw new Error('no');
    });
    const next = lock.exclusive(async () => 1);
    await expect(failing).rejects.toThrow('no');
    await expect(next).resolves.toBe(1);
    await lock.idle();
  });
});
