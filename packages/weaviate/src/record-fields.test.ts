import type { VectorRecord } from '@nestvec/core';
import { decodeMemory, encodeMemory } from '@nestvec/core/store';
import { afterAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { rest, smallRecord } from './__fixtures__/collections.ts';
import { startServer } from './__fixtures__/server.ts';
import { smallSpec } from './__fixtures__/spec.ts';
import { className } from './names.ts';
import { weaviate } from './store.ts';

const server = await startServer();
const missing = typeof server === 'string' ? server : '';

describe(
  'filters on record fields of a class from before them, on a real server',
  { timeout: 60_000 },
  () => {
    const { url, grpcUrl, stop } =
      typeof server === 'string'
        ? { url: 'http://x', grpcUrl: 'http://x', stop: async () => {} }
        : server;
    const raw = rest(url);
    beforeEach((context) => {
      context.skip(typeof server === 'string', missing);
    });
    afterAll(stop);

    it('are refused with what to do, until a plan has added and filled what they need', async () => {
      const name = `before${Date.now().toString(36)}`;
      onTestFinished(async () => {
        await raw.drop(className(name));
      });
      const store = weaviate({ url, grpc: { url: grpcUrl }, collection: name });
      const spec = smallSpec({ name });
      await store.apply(await store.plan(spec));
      const made = (await raw.get(`/schema/${className(name)}`)) as {
        readonly description: string;
        readonly properties: readonly { readonly name: string }[];
      }; // a class
      const { recordFields, ...memory } = decodeMemory(made.description, 'weaviate') ?? {
        spec,
        incomplete: [],
      };
      expect(recordFields).toBe(true);
      await raw.drop(className(name));
      await raw.post('/schema', {
        ...made,
        description: encodeMemory(memory),
        properties: made.properties.filter((property) => !property.name.endsWith('_key')),
      });

      const records: VectorRecord[] = ['doc', ' doc', '', undefined].map((parentId, i) => ({
        ...smallRecord(`r${i}`, i),
        ...(parentId === undefined ? {} : { parentId }),
      }));
      await store.upsert(records);
      await expect(store.count({ filter: { $parentId: 'doc' } })).rejects.toMatchObject({
        code: 'unsupported',
        message: expect.stringContaining('plan and apply its spec'),
      });
      expect(await store.count({ filter: { $id: { $in: ['r1', 'r9'] } } })).toBe(1);

      const plan = await store.plan(spec);
      expect(plan.steps.map(({ target }) => target)).toEqual(['record fields']);
      await store.apply(plan);
      expect((await store.plan(spec)).steps).toEqual([]);
      for (const [filter, count] of [
        [{ $parentId: 'doc' }, 1],
        [{ $parentId: '' }, 1],
        [{ $parentId: { $exists: true } }, 3],
        [{ $parentId: { $ne: 'doc' } }, 3],
      ] as const)
        expect(await store.count({ filter }), JSON.stringify(filter)).toBe(count);
      expect(await store.get(['r0', 'r1', 'r2', 'r3'])).toEqual(records);
      await store.remove({ filter: { $parentId: 'doc' } });
      expect(await store.count()).toBe(3);
    });
  },
);
