import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  createIndex,
  type IngestOptions,
  type Item,
  type ItemFailure,
  type ItemSource,
  NestvecError,
  passages,
  type VectorIndex,
} from '@nestvec/core';
import { openJournal, readDeadLetters } from '@nestvec/core/journal';
import { seed, seeded } from '@nestvec/testkit';
import { fakeEmbedder } from '@nestvec/testkit/embedder';
import { memoryStore } from '@nestvec/testkit/memory';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from './__fixtures__/journalled.ts';
import { createRandom } from './__fixtures__/random.ts';

const embedder = () => fakeEmbedder({ dimensions: 64, limits: { itemsPerCall: 3 } });

async function open(): Promise<VectorIndex> {
  return await createIndex({
    embedder: embedder(),
    store: memoryStore({ collection: 'things' }),
    fields: { price: 'number' },
  });
}

function nested(levels: number): unknown {
  let value: unknown = 1;
  for (let i = 0; i < levels; i++) value = [value];
  return value;
}

const cyclic: Record<string, unknown> = {};
cyclic['self'] = cyclic;
let shared: unknown = 1;
for (let i = 0; i < 60; i++) shared = [shared, shared];
const thrown = (): never => {
  throw new Error('thrown by the user’s object');
};
const hostile = new Proxy(
  {},
  { get: thrown, has: thrown, ownKeys: thrown, getPrototypeOf: thrown },
);
const text = 'a text';
/** It may be rejected before it is awaited. */
const quietly = (promise: Promise<unknown>): unknown => {
  promise.catch(() => {});
  return promise;
};

/** Entries that are not items, each made afresh, with the id that its failure has, if any. */
type Poison = [name: string, make: () => unknown, id?: string | undefined];

const poison: readonly Poison[] = [
  ['null', () => null],
  ['undefined', () => undefined],
  ['a string', () => 'text'],
  ['a number', () => 7],
  ['an array', () => [{ id: 'a', text }]],
  ['a function', () => thrown],
  ['a proxy that throws', () => hostile],
  [
    'a getter that throws',
    () => ({
      id: 'p',
      get text() {
        return thrown();
      },
    }),
    'p',
  ],
  [
    'an id that throws',
    () => ({
      get id() {
        return thrown();
      },
      text,
    }),
  ],
  ['no id', () => ({ text })],
  ['an empty id', () => ({ id: '', text }), ''],
  ['a number as id', () => ({ id: 7, text }), '7'],
  ['an id too long', () => ({ id: 'x'.repeat(513), text }), 'x'.repeat(513)],
  ['half of a pair in the id', () => ({ id: '\uD800', text }), '\uD800'],
  ['half of a pair in the text', () => ({ id: 'p', text: '\uDC00' }), 'p'],
  ['a number as text', () => ({ id: 'p', text: 7 }), 'p'],
  ['null as text', () => ({ id: 'p', text: null }), 'p'],
  ['nothing to embed', () => ({ id: 'p' }), 'p'],
  ['null as image', () => ({ id: 'p', image: null }), 'p'],
  ['a number as image', () => ({ id: 'p', image: 7 }), 'p'],
  ['a proxy as image', () => ({ id: 'p', image: hostile }), 'p'],
  ['bytes that are a proxy', () => ({ id: 'p', image: new Proxy(new Uint8Array(3), {}) }), 'p'],
  ['a stream that throws', () => ({ id: 'p', image: { [Symbol.asyncIterator]: thrown } }), 'p'],
  [
    'a stream of no bytes',
    () => ({ id: 'p', image: new Blob(['x']).stream().pipeThrough(new TextDecoderStream()) }),
    'p',
  ],
  ['metadata null', () => ({ id: 'p', text, metadata: null }), 'p'],
  ['metadata in an array', () => ({ id: 'p', text, metadata: [] }), 'p'],
  ['NaN in metadata', () => ({ id: 'p', text, metadata: { price: Number.NaN } }), 'p'],
  ['half of a pair in metadata', () => ({ id: 'p', text, metadata: { a: ['\uD800'] } }), 'p'],
  ['a BigInt in metadata', () => ({ id: 'p', text, metadata: { a: 1n } }), 'p'],
  ['a field of the wrong type', () => ({ id: 'p', text, metadata: { price: 'cheap' } }), 'p'],
  ['metadata nested 20,000 deep', () => ({ id: 'p', text, metadata: { a: nested(20_000) } }), 'p'],
  ['metadata that hold themselves', () => ({ id: 'p', text, metadata: cyclic }), 'p'],
  ['metadata that stand for 2^60 values', () => ({ id: 'p', text, metadata: { shared } }), 'p'],
  ['metadata that are a proxy', () => ({ id: 'p', text, metadata: hostile }), 'p'],
  [
    'a getter in metadata',
    () => ({
      id: 'p',
      text,
      metadata: {
        get a() {
          return thrown();
        },
      },
    }),
    'p',
  ],
  ['a parent that is not a text', () => ({ id: 'p', text, parentId: {} }), 'p'],
  ['a key error', () => ({ id: 'p', text, error: 'not one of ours' }), 'p'],
  ['a promise that is rejected', () => quietly(Promise.reject(new Error('of a row')))],
  ['a plain error', () => ({ id: 'p', error: new TypeError('of the source') }), 'p'],
];

describe.each(['without a journal', 'with a journal'])('one bad entry of an ingest %s', (way) => {
  async function run(source: ItemSource, options: IngestOptions = {}) {
    const index = await open();
    const directory = join(await temporaryFolder(), 'journal');
    const journal = way === 'with a journal' ? await openJournal({ directory }) : undefined;
    const failures: ItemFailure[] = [];
    const report = await index.ingest(source, {
      journal,
      onFailure: (failure) => failures.push(failure),
      ...options,
    });
    await journal?.writeDeadLetters();
    await journal?.close();
    return { index, report, failures, deadLetters: join(directory, 'dead.jsonl') };
  }

  it.each<Poison>([...poison])(
    'is one failed item with its index and id: %s',
    async (_name, make, id) => {
      const source = [{ id: 'a', text: 'before' }, make(), { id: 'b', text: 'after' }] as Item[];
      const { index, report, failures, deadLetters } = await run(source);
      expect(report).toMatchObject({ read: 3, written: 2, failed: 1 });
      expect(failures).toEqual([
        expect.objectContaining({
          index: 1,
          id: id ?? 'entry 1',
          error: expect.any(NestvecError) as unknown,
        }),
      ]);
      expect((await index.store.get(['a', 'b'])).map((found) => found?.text)).toEqual([
        'before',
        'after',
      ]);
      if (way === 'without a journal') return;
      // And its dead letter can be read.
      const letters: unknown[] = [];
      for await (const letter of readDeadLetters(deadLetters)) letters.push(letter);
      expect(letters).toHaveLength(1);
      expect(await readFile(deadLetters, 'utf8')).toContain('"message":');
    },
  );

  it.each<Poison>(poison.slice(0, 6))(
    'is one failed item in passages too: %s',
    async (_name, make) => {
      const source = [make(), { kind: 'document', id: 'd', text: 'A text.' }] as Item[];
      const { report } = await run(passages(source, { embedder: embedder(), cutItems: true }));
      expect(report).toMatchObject({ read: 2, written: 1, failed: 1 });
    },
  );

  it('can not change what was checked: an item is read once', async () => {
    const one = { id: 'a', text: 'first', metadata: { price: 1, tags: ['x'] } };
    async function* source(): AsyncGenerator<Item> {
      yield one;
      Object.assign(one, { id: 'b', text: 'second' });
      Object.assign(one.metadata, { price: 'cheap' });
      one.metadata.tags.push('y');
      yield { id: 'c', text: 'third' };
    }
    const { index, report } = await run(source());
    expect(report).toMatchObject({ written: 2, failed: 0 });
    expect(await index.store.get(['a'])).toMatchObject([
      { id: 'a', text: 'first', metadata: { price: 1, tags: ['x'] } },
    ]);
  });

  it('is one whose embedding is not a vector', async () => {
    const base = embedder();
    const index = await createIndex({
      store: memoryStore({ collection: 'things' }),
      embedder: {
        ...base,
        async embed(contents, options) {
          const result = await base.embed(contents, options);
          const embeddings = result.embeddings.map((embedding, i) => {
            const content = contents[i];
            const isBad =
              content !== undefined && 'text' in content && content.text.startsWith('bad');
            if (!isBad || !embedding.ok) return embedding;
            const length = content.text === 'bad length' ? 3 : 64;
            return { ...embedding, vector: new Float32Array(length).fill(Number.NaN) };
          });
          return { ...result, embeddings };
        },
      },
    });
    const items = ['good', 'bad', 'better', 'bad length'].map((word) => ({ id: word, text: word }));
    const report = await index.ingest(items);
    expect(report).toMatchObject({ written: 2, failed: 2 });
    expect(report.failures.map(({ id, error }) => [id, error.message])).toEqual([
      ['bad', 'embedding: holds NaN at position 0; embeddings must be finite'],
      ['bad length', 'embedding: has 3 dimensions where 64 are expected'],
    ]);
  });
});

describe('what can not be begun', () => {
  it.each([
    [null, 'got null'],
    ['items.jsonl', 'got "items.jsonl"'],
    [Promise.resolve([]), 'got a Promise; await it first'],
    [{ id: 'a', text }, 'got an object'],
  ])('is an ingest of %s, which is not a source', async (source, message) => {
    const index = await open();
    await expect(index.ingest(source as ItemSource)).rejects.toThrow(message);
  });

  it.each<[object, string]>([
    [{ dryrun: true }, 'options: unknown option dryrun; did you mean dryRun?'],
    [{ maxWaitMs: 3e9 }, 'options.maxWaitMs: must be a whole number of milliseconds'],
    [{ total: Number.NaN }, 'options.total: must be a number'],
    [{ prune: 'yes' }, 'options.prune: must be true or false'],
    [{ price: { perMillionTokens: -1, currency: 'USD' } }, 'must not be negative'],
    [{ signal: 5 }, 'options.signal: must be an AbortSignal'],
    [{ onFailure: 5 }, 'options.onFailure: must be a function'],
    [{ source: '\uD800' }, 'options.source: holds half of a surrogate pair'],
  ])('is an ingest with %j', async (options, message) => {
    const index = await open();
    await expect(index.ingest([{ id: 'a', text }], options)).rejects.toThrow(message);
    expect(await index.store.describe()).toBeUndefined();
  });
});

it(
  seeded('random sources with poison, repeats and failing parts lose nothing'),
  async () => {
    const random = createRandom(seed);
    const chance = (part: number): boolean => random.next() < part;
    for (let round = 0; round < 60; round++) {
      const store = memoryStore({
        collection: 'things',
        limits: { recordsPerUpsert: 1 + random.below(20), concurrency: 1 + random.below(4) },
      });
      const failStore = chance(0.3) ? 0.2 : 0;
      const failEmbedder = chance(0.3) ? 0.2 : 0;
      const base = fakeEmbedder({
        dimensions: 64,
        limits: { itemsPerCall: 1 + random.below(20), concurrency: 1 + random.below(3) },
      });
      const index = await createIndex({
        modalities: ['text'],
        fields: { price: 'number' },
        store: {
          ...store,
          async upsert(records, options) {
            if (chance(failStore)) throw flakyStore(records.map(({ id }) => id));
            await store.upsert(records, options);
          },
        },
        embedder: {
          ...base,
          async embed(contents, options) {
            if (chance(failEmbedder)) {
              const details = { operation: 'embed', retryable: true, retryAfterMs: 1 };
              throw new NestvecError('embedder', 'flaky', details);
            }
            return await base.embed(contents, options);
          },
        },
      });
      const count = random.below(200);
      const last = new Map<string, string>();
      const bad: number[] = [];
      // Not an asynchronous one, which would itself trip over what it yields.
      function* source(): Generator<Item> {
        for (let i = 0; i < count; i++) {
          if (chance(0.1)) {
            bad.push(i);
            const [, make] = poison[random.below(poison.length)] ?? poison[0] ?? [];
            yield make?.() as Item;
            continue;
          }
          // Few different texts, so that many are equal.
          const item = { id: `item-${random.below(150)}`, text: `text ${random.below(60)}` };
          last.set(item.id, item.text);
          yield item;
        }
      }
      const journal = chance(0.5)
        ? await openJournal({ directory: join(await temporaryFolder(), 'journal') })
        : undefined;
      const failures: ItemFailure[] = [];
      const report = await index.ingest(source(), {
        journal,
        maxWaitMs: 1 + random.below(20),
        onFailure: (failure) => failures.push(failure),
      });
      await journal?.close();
      expect(report.read).toBe(count);
      expect(report.written + report.failed + report.unchanged).toBe(count);
      expect(failures.map(({ index: at }) => at).sort((a, b) => a - b)).toEqual(bad);
      const ids = [...last.keys()];
      const stored = last.size === 0 ? [] : await index.store.get(ids);
      expect(stored.map((record) => record?.text)).toEqual([...last.values()]);
      const distinct = new Set(last.values()).size;
      expect(report.embedded).toBeGreaterThanOrEqual(distinct);
      expect(report.embedded).toBeLessThanOrEqual(60);
    }
  },
  60_000,
);

function flakyStore(ids: readonly string[]): NestvecError<'store'> {
  return new NestvecError('store', 'flaky', {
    database: 'memory',
    collection: 'things',
    operation: 'upsert',
    unconfirmedIds: ids,
    retryable: true,
    retryAfterMs: 1,
  });
}
