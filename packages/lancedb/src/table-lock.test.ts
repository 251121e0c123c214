import { rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { newFolder } from './__fixtures__/collection.ts';
import { resolveOptions } from './options.ts';
import { tableLock } from './table-lock.ts';

const lockOf = (uri: string, collection = 'things') =>
  tableLock(resolveOptions({ uri, collection }));

async function order(locks: readonly ReturnType<typeof tableLock>[]): Promise<string[]> {
  const events: string[] = [];
  await Promise.all(
    locks.map((lock, i) =>
      lock.exclusive(async () => {
        events.push(`begin ${i}`);
        await setTimeout(1);
        events.push(`end ${i}`);
      }),
    ),
  );
  return events;
}

it('lets the writes of one table wait for each other, by whichever way it is named', async () => {
  const locks = [lockOf('/data/a'), lockOf('/data/b/../a'), lockOf('file:///data/a')];
  expect(await order(locks)).toEqual(['begin 0', 'end 0', 'begin 1', 'end 1', 'begin 2', 'end 2']);
});

it('is one through links to the folder, also before there is one', async () => {
  const folder = await newFolder();
  const link = `${folder}-link`;
  await symlink(folder, link);
  const ways = [join(link, 'new'), join(folder, 'new'), `file://${link}/new`];
  const events = await order(ways.map((uri) => lockOf(uri)));
  await Promise.all([rm(folder, { recursive: true }), rm(link)]);
  expect(events).toEqual(['begin 0', 'end 0', 'begin 1', 'end 1', 'begin 2', 'end 2']);
});

it('lets different tables write at once', async () => {
  const locks = [lockOf('/data/a'), lockOf('/data/a', 'others'), lockOf('/data/b')];
  expect((await order(locks)).slice(0, 3)).toEqual(['begin 0', 'begin 1', 'begin 2']);
  const memories = [lockOf('memory://'), lockOf('memory://')];
  expect((await order(memories)).slice(0, 2)).toEqual(['begin 0', 'begin 1']);
});
