import { describe, expect, it, vi } from 'vitest';
import { openOnce } from './open-once.ts';

describe('openOnce', () => {
  it('opens once for all that use it at the same time, and closes it once', async () => {
    const open = vi.fn(async () => await Promise.resolve({}));
    const close = vi.fn();
    const channel = openOnce(open, close);
    const [a, b] = await Promise.all([channel.open(), channel.open()]);
    expect(a).toBe(b);
    await channel.close();
    await channel.close();
    expect(open).toHaveBeenCalledTimes(1);
    expect(close).toHaveBeenCalledTimes(1);
  });

  it('tries again after a failure', async () => {
    let calls = 0;
    const channel = openOnce(
      async () => await (calls++ === 0 ? Promise.reject(new Error('down')) : Promise.resolve('up')),
      () => {},
    );
    await expect(channel.open()).rejects.toThrow('down');
    await expect(channel.open()).resolves.toBe('up');
  });

  it('closes without an error where opening failed or is failing, and where nothing was opened', async () => {
    const close = vi.fn();
    const channel = openOnce(async () => await Promise.reject(new Error('down')), close);
    await channel.close();
    const opening = channel.open();
    const closing = channel.close();
    await expect(opening).rejects.toThrow('down');
    await closing;
    await channel.close();
    expect(close).not.toHaveBeenCalled();
  });
});
