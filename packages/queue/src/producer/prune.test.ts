import { type ItemSource, NestvecError } from '@nestvec/core';
import { expect, it } from 'vitest';
import { useRedis } from '../__fixtures__/test-redis.ts';
import { texts } from '../__fixtures__/texts.ts';
import { createWorkplace, idsOf } from '../__fixtures__/workplace.ts';

const urlOf = useRedis();

/** What a source says of a part that it can't read. */
function unread(hides?: readonly string[]): ItemSource {
  const error = new NestvecError('invalid-input', 'b/: can’t be read', { field: 'path' });
  return [
    { id: 'a', text: 'text a' },
    { id: 'b/', error, hides },
  ];
}

it('keeps what may stand in a part that could not be read, and removes it once that can be', async ({
  skip,
}) => {
  const at = await createWorkplace(urlOf(skip));
  const index = await at.index();
  await at.worker(index);
  const producer = await at.producer(index);
  const all = ['a', 'b/1', 'b/2', 'c'].map((id) => ({ id, text: `text ${id}` }));
  await producer.run(all, { prune: true });
  expect(await producer.run(unread(['b/']), { prune: true })).toMatchObject({
    pruned: 1,
    notPruned: undefined,
    failed: 1,
  });
  expect(await idsOf(index.store)).toEqual(['a', 'b/1', 'b/2']);
  expect(await producer.run(unread(), { prune: true })).toMatchObject({
    pruned: 0,
    notPruned: 'parts of the source could not be read',
  });
  expect(await producer.run(all.slice(0, 2), { prune: true })).toMatchObject({ pruned: 1 });
  expect(await idsOf(index.store)).toEqual(['a', 'b/1']);
});

it('removes nothing where another process read what could not be read', async ({ skip }) => {
  const at = await createWorkplace(urlOf(skip));
  const index = await at.index();
  const first = await at.producer(index);
  const working = await at.worker(index);
  await first.run(texts(3), { prune: true });
  await working.close();
  const stop = new AbortController();
  const onProgress = ({ read }: { readonly read: boolean }): void => {
    if (read) stop.abort();
  };
  await expect(
    first.run(unread(['b/']), { prune: true, signal: stop.signal, onProgress }),
  ).rejects.toMatchObject({ code: 'aborted' });
  await first.close();
  await at.worker(index);
  const second = await at.producer(index);
  expect(await second.run(unread(['b/']), { prune: true })).toMatchObject({
    pruned: 0,
    notPruned: expect.stringContaining('run it once more'),
  });
  expect(await idsOf(index.store)).toHaveLength(4);
});

it('forgets what it removed, which another source may write later', async ({ skip }) => {
  const at = await createWorkplace(urlOf(skip));
  const index = await at.index();
  await at.worker(index);
  const producer = await at.producer(index);
  await producer.run(texts(3), { prune: true });
  expect(await producer.run(texts(2), { prune: true })).toMatchObject({ pruned: 1 });
  await index.ingest([{ id: 'i000002', text: 'of another source now' }]);
  expect(await producer.run(texts(2), { prune: true })).toMatchObject({ pruned: 0 });
  expect(await idsOf(index.store)).toHaveLength(3);
});
