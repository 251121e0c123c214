import { rm } from 'node:fs/promises';
import * as lance from '@lancedb/lancedb';
import { expect, it } from 'vitest';
import { newFolder, pictureSpec } from './__fixtures__/collection.ts';
import type { LanceModule } from './client.ts';
import { lancedb } from './store.ts';

const collection = 'things';

it('closes although the database could not be opened, and opens it at the next try', async () => {
  const uri = await newFolder();
  let failures = 2;
  const connect = async (...given: Parameters<LanceModule['connect']>) => {
    if (failures-- > 0) throw new Error('the disk is asleep');
    return await lance.connect(...given);
  };
  const module = { ...lance, connect: connect as LanceModule['connect'] }; // called with a uri only
  const broken = lancedb({ uri, collection, module });
  const counting = broken.count();
  const closing = broken.close();
  await expect(counting).rejects.toMatchObject({ code: 'closed' });
  await expect(closing).resolves.toBeUndefined();
  const store = lancedb({ uri, collection, module });
  await expect(store.plan(pictureSpec())).rejects.toThrow('the disk is asleep');
  expect((await store.plan(pictureSpec())).steps).toHaveLength(1);
  await store.close();
  await rm(uri, { recursive: true });
});
