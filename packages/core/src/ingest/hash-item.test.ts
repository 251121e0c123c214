import { afterEach, expect, it, vi } from 'vitest';
import { hashItem } from './hash-item.ts';

afterEach(() => {
  vi.useRealTimers();
});

it('gives up an image that is a stream and never ends', async () => {
  vi.useFakeTimers();
  async function* stuck(): AsyncGenerator<Uint8Array> {
    yield new Uint8Array([1]);
    await new Promise(() => {});
  }
  const image = stuck();
  const part = { modality: 'image', content: { image } } as const;
  const hashing = hashItem(
    { index: 0, item: { id: 'a', image }, parts: [part] },
    undefined,
    undefined,
  );
  hashing.catch(() => {}); // looked at below
  await vi.advanceTimersByTimeAsync(15_000);
  await expect(hashing).rejects.toMatchObject({
    code: 'image',
    message: 'image: was not read after 15000 ms',
  });
});
