import { isNestvecError } from '@nestvec/core';
import { expect, it } from 'vitest';
import { createRoom } from './room.ts';

const now = { patienceMs: 0, signal: undefined };
const later = { patienceMs: 60_000, signal: undefined };

it('refuses what is over its size, and takes it once there is room', async () => {
  const room = createRoom(10);
  const leave = await room.enter(8, now);
  expect(await room.enter(3, now)).toBeUndefined();
  expect(await room.enter(2, now)).toBeTypeOf('function');
  leave?.();
  leave?.();
  expect(room.taken).toBe(2);
  expect(await room.enter(8, now)).toBeTypeOf('function');
});

it('takes what is larger than the whole room when it is empty', async () => {
  const room = createRoom(10);
  const leave = await room.enter(100, now);
  expect(room.taken).toBe(10);
  leave?.();
  expect(room.taken).toBe(0);
});

it('lets those who wait in by their order, a large one before small ones behind it', async () => {
  const room = createRoom(10);
  const leave = await room.enter(9, now);
  const order: string[] = [];
  const large = room.enter(8, later).then(() => order.push('large'));
  const small = room.enter(1, later).then(() => order.push('small'));
  expect(await room.enter(1, now)).toBeUndefined();
  leave?.();
  await Promise.all([large, small]);
  expect(order).toEqual(['large', 'small']);
});

it('gives up when patience or the client has gone, and lets the next one in', async () => {
  const room = createRoom(10);
  const leave = await room.enter(5, now);
  expect(await room.enter(8, { patienceMs: 1, signal: undefined })).toBeUndefined();
  const controller = new AbortController();
  const gone = room.enter(8, { ...later, signal: controller.signal });
  const next = room.enter(5, later);
  controller.abort();
  await expect(gone).rejects.toSatisfy((error) => isNestvecError(error, 'aborted'));
  expect(await next).toBeTypeOf('function');
  leave?.();
});

it('keeps part of its size from a client that floods it, and lets others pass those that it has waiting', async () => {
  const room = createRoom(8);
  const flood = { ...later, client: 'flood' };
  const leaves = [await room.enter(4, flood), await room.enter(2, flood)];
  expect(await room.enter(1, { ...now, client: 'flood' })).toBeUndefined();
  const order: string[] = [];
  const waiting = [1, 2].map(
    async (n) => await room.enter(1, flood).then(() => order.push(`flood ${n}`)),
  );
  const other = await room.enter(1, { ...now, client: 'other' });
  expect(other).toBeTypeOf('function');
  // Nor does its second request wait behind a client that has its share.
  expect(await room.enter(1, { ...now, client: 'other' })).toBeTypeOf('function');
  expect(order).toEqual([]);
  for (const leave of leaves) leave?.();
  await Promise.all(waiting);
  expect(order).toEqual(['flood 1', 'flood 2']);
});

it('gives a client that is alone all of its size in one request', async () => {
  const room = createRoom(8);
  expect(await room.enter(8, { ...now, client: 'a' })).toBeTypeOf('function');
  expect(await room.enter(1, { ...now, client: 'b' })).toBeUndefined();
});
