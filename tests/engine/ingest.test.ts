import { setTimeout as wait } from 'node:timers/promises';
import {
  createIndex,
  type Embedder,
  type Item,
  type ItemFailure,
  NestvecError,
  type Store,
  truncate,
  type VectorIndex,
  type VectorRecord,
} from '@nestvec/core';
import { fakeEmbedder } from '@nestvec/testkit/embedder';
import { memoryStore } from '@nestvec/testkit/memory';
import { describe, expect, it } from 'vitest';

const embedder = (): Embedder => fakeEmbedder({ model: 'nestvec/mini-clip', dimensions: 256 });

async function open(change: { embedder?: Embedder; store?: Store } = {}): Promise<VectorIndex> {
  return await createIndex({
    embedder: change.embedder ?? embedder(),
    store: change.store ?? memoryStore({ collection: 'things' }),
    fields: { price: 'number' },
  });
}

const items = (count: number): Item[] =>
  Array.from({ length: count }, (_, i) => ({
    id: `item-${i}`,
    text: `text ${i}`,
    metadata: { price: i },
  }));

/** The store with some calls replaced. */
const withCalls = (store: Store, calls: Partial<Store>): Store => ({ ...store, ...calls });

describe('ingest', () => {
  it('writes one inference as every named vector of its modality: prefixes, renormalised', async () => {
    const index = await open();
    const image = new Uint8Array([1, 2, 3]);
    await index.ingest([{ id: 'a', text: 'a shoe', image, metadata: { price: 3 } }]);
    const [stored] = await index.store.get(['a']);
    const full = await index.embedder.embed([{ text: 'a shoe' }, { image }], { task: 'document' });
    const [text, whole] = full.embeddings.map((e) => (e.ok ? e.vector : new Float32Array()));
    expect(Object.keys(stored?.vectors ?? {}).sort()).toEqual([
      'image',
      'image_64',
      'text',
      'text_64',
    ]);
    expect(stored?.vectors['text_64']).toEqual(truncate(text ?? new Float32Array(), 64));
    expect(stored?.vectors['image_64']).toEqual(truncate(whole ?? new Float32Array(), 64));
    expect(stored).toMatchObject({ text: 'a shoe', metadata: { price: 3 } });
  });

  it('counts what it did', async () => {
    const index = await open();
    const report = await index.ingest(items(250));
    expect(report).toMatchObject({ read: 250, written: 250, failed: 0, repeated: 0, failures: [] });
    expect(report.usage.requests).toBeGreaterThan(0);
    expect(await index.store.count()).toBe(250);
  });

  it('leaves a bad item out, says why, and writes the rest', async () => {
    const index = await open();
    const failures: ItemFailure[] = [];
    const source = [
      { id: 'good', text: 'good' },
      { id: 7, text: 'number as id' },
      { id: 'typed', text: 'wrong type', metadata: { price: 'cheap' } },
      { id: 'empty' },
      {
        id: 'line 5',
        error: new NestvecError('invalid-input', 'line 5: is not JSON', { field: 'line 5' }),
      },
      { id: 'last', text: 'last' },
    ] as Item[]; // wrong on purpose
    const report = await index.ingest(source, { onFailure: (failure) => failures.push(failure) });
    expect(report).toMatchObject({ read: 6, written: 2, failed: 4 });
    expect(failures.map(({ id, index: at, stage }) => ({ id, at, stage }))).toEqual([
      { id: '7', at: 1, stage: 'check' },
      { id: 'typed', at: 2, stage: 'check' },
      { id: 'empty', at: 3, stage: 'check' },
      { id: 'line 5', at: 4, stage: 'read' },
    ]);
    expect(failures[1]?.error.message).toBe(
      'item.metadata.price: is declared as number, got "cheap"',
    );
    expect(report.failures).toEqual(failures);
  });

  it('leaves out an item whose content can not be embedded', async () => {
    const base = embedder();
    const error = new NestvecError('image', 'broken.png is not an image', {
      source: 'broken.png',
      reason: 'not-an-image',
    });
    const failing: Embedder = {
      ...base,
      async embed(contents, options) {
        const result = await base.embed(contents, options);
        return {
          ...result,
          embeddings: result.embeddings.map((e, i) =>
            'image' in (contents[i] ?? {}) ? { ok: false as const, error } : e,
          ),
        };
      },
    };
    const index = await open({ embedder: failing });
    const report = await index.ingest([
      { id: 'a', text: 'a' },
      { id: 'b', image: 'broken.png' },
    ]);
    expect(report).toMatchObject({
      written: 1,
      failed: 1,
      failures: [{ id: 'b', stage: 'embed', error }],
    });
  });

  it('creates no collection when nothing could be written', async () => {
    const index = await open();
    await index.ingest([{ id: '', text: 'no id' }]);
    expect(await index.store.describe()).toBeUndefined();
  });

  it('lets the last of a repeated id win, also across batches that overlap in time, and counts it', async () => {
    const base = memoryStore({ collection: 'things' });
    let call = 0;
    const slowFirst = withCalls(base, {
      limits: { ...base.limits, recordsPerUpsert: 1, concurrency: 4 },
      upsert: async (records, options) => {
        if (call++ === 0) await wait(30);
        await base.upsert(records, options);
      },
    });
    const index = await open({ store: slowFirst });
    const report = await index.ingest([
      { id: 'a', text: 'first', metadata: { price: 1 } },
      { id: 'b', text: 'other' },
      { id: 'a', text: 'second', metadata: { price: 2 } },
    ]);
    expect(report.repeated).toBe(1);
    expect((await base.get(['a']))[0]).toMatchObject({ text: 'second', metadata: { price: 2 } });
  });

  it('tries a failed batch again with only the records that were not confirmed', async () => {
    const base = memoryStore({ collection: 'things' });
    const sent: string[][] = [];
    const flaky = withCalls(base, {
      upsert: async (records: readonly VectorRecord[], options) => {
        sent.push(records.map(({ id }) => id));
        if (sent.length > 1) return await base.upsert(records, options);
        await base.upsert(records.slice(0, 1), options);
        throw new NestvecError('store', 'cut', {
          database: 'memory',
          collection: 'things',
          operation: 'upsert',
          retryable: true,
          retryAfterMs: 1,
          unconfirmedIds: records.slice(1).map(({ id }) => id),
        });
      },
    });
    const report = await (await open({ store: flaky })).ingest(items(3));
    expect(sent).toEqual([
      ['item-0', 'item-1', 'item-2'],
      ['item-1', 'item-2'],
    ]);
    expect(report.written).toBe(3);
    expect(await base.count()).toBe(3);
  });

  it('stops with the database’s error when trying again is pointless, keeping what is confirmed', async () => {
    const base = memoryStore({ collection: 'things' });
    let calls = 0;
    const full = withCalls(base, {
      limits: { ...base.limits, recordsPerUpsert: 10 },
      upsert: async (records, options) => {
        if (++calls > 2) {
          throw new NestvecError('store', 'disk full', {
            database: 'memory',
            collection: 'things',
            operation: 'upsert',
            retryable: false,
            unconfirmedIds: records.map(({ id }) => id),
          });
        }
        await base.upsert(records, options);
      },
    });
    const index = await open({ store: full });
    await expect(index.ingest(items(100))).rejects.toThrow('disk full');
    expect(await base.count()).toBeGreaterThanOrEqual(20);
  });

  it('stops at an abort and leaves whole batches behind', async () => {
    const base = memoryStore({ collection: 'things' });
    const index = await open({
      store: withCalls(base, { limits: { ...base.limits, recordsPerUpsert: 10 } }),
    });
    const controller = new AbortController();
    const run = index.ingest(items(10_000), {
      signal: controller.signal,
      onProgress: ({ written }) => {
        if (written >= 20) controller.abort();
      },
    });
    await expect(run).rejects.toMatchObject({ code: 'aborted' });
    const count = await base.count();
    expect(count).toBeGreaterThanOrEqual(20);
    expect(count).toBeLessThan(10_000);
    expect(count % 10).toBe(0);
  });

  it('reads its source no further than it can embed and write: memory does not grow with the source', async () => {
    const base = memoryStore({ collection: 'things' });
    let read = 0;
    let written = 0;
    let widest = 0;
    const counting = withCalls(base, {
      limits: { ...base.limits, recordsPerUpsert: 100 },
      upsert: async (records, options) => {
        await base.upsert(records, options);
        written += records.length;
      },
    });
    async function* source(): AsyncGenerator<Item> {
      for (const item of items(5000)) {
        read++;
        widest = Math.max(widest, read - written);
        yield await Promise.resolve(item);
      }
    }
    await (await open({ store: counting })).ingest(source());
    expect(written).toBe(5000);
    expect(widest).toBeLessThan(1500);
  });
});
