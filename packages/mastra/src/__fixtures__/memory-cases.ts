import { isNestvecError } from '@nestvec/core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { NestvecFilter } from '../filter.ts';
import { type Opened, vectorOf } from './opened.ts';

/** What Mastra’s suite asks for the sake of its memory, which filters messages by thread and by resource. */
export function memoryCases({ vector, create }: Opened): void {
  describe('messages', () => {
    let indexName: string;
    beforeAll(async () => {
      indexName = await create();
      await vector.upsert({
        indexName,
        vectors: [0, 1, 2, 3].map(vectorOf),
        metadata: ['1', '1', '2', '2'].map((one, i) => ({
          thread_id: `thread-${one}`,
          resource_id: `resource-${one}`,
          message: `message ${i}`,
        })),
        ids: ['0', '1', '2', '3'],
      });
    });
    const ask = async (filter?: NestvecFilter) =>
      await vector.query({ indexName, queryVector: vectorOf(0), topK: 10, filter });
    const idsOf = async (filter?: NestvecFilter) =>
      (await ask(filter)).map(({ id }) => id).toSorted();

    it('are those of a thread', async () => {
      expect(await idsOf({ thread_id: 'thread-1' })).toEqual(['0', '1']);
    });

    it('are those of a resource', async () => {
      expect(await idsOf({ resource_id: 'resource-2' })).toEqual(['2', '3']);
    });

    it('are those of both', async () => {
      const both = { thread_id: 'thread-1', resource_id: 'resource-1' };
      expect(await idsOf(both)).toEqual(['0', '1']);
    });

    it('are not there for an unknown thread', async () => {
      expect(await idsOf({ thread_id: 'none' })).toEqual([]);
    });

    it('are all without a filter, each with its metadata', async () => {
      const found = await ask();
      expect(found).toHaveLength(4);
      expect(found[0]?.metadata).toEqual({
        thread_id: 'thread-1',
        resource_id: 'resource-1',
        message: 'message 0',
      });
    });

    it('are not asked for by a path into metadata', async () => {
      const filter = { 'metadata.thread_id': 'thread-1' };
      await expect(ask(filter)).rejects.toSatisfy(
        (error) =>
          isNestvecError(error, 'invalid-input') && /declared: .*resource_id/.test(error.message),
      );
    });
  });
}
