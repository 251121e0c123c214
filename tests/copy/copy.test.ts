import { join } from 'node:path';
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { type Store, truncate, type VectorRecord } from '@nestvec/core';
import { copy, type CopyOptions } from '@nestvec/core/copy';
import { wrapStore } from '@nestvec/testkit';
import { addForeign, memoryDatabase, memoryStore } from '@nestvec/testkit/memory';
import { readOnly } from './__fixtures__/read-only.ts';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import {
  contentOf,
  fill,
  identity,
  recordOf,
  recordsOf,
  temporaryFolder,
  vectorOf,
} from './__fixtures__/collection.ts';

/** A source of 300 records and an empty place for its copy. */
async function twoStores(records = recordsOf(300)): Promise<{ from: Store; to: Store }> {
  const from = await fill(memoryStore({ collection: 'photos' }), records);
  return { from, to: memoryStore({ collection: 'copied' }) };
}

/** A store that counts how often each id is written. */
function counting(store: Store): { readonly store: Store; readonly written: Map<string, number> } {
  const written = new Map<string, number>();
  const upsert: Store['upsert'] = async (records, options) => {
    await store.upsert(records, options);
    for (const { id } of records) written.set(id, (written.get(id) ?? 0) + 1);
  };
  return { store: wrapStore(store, { upsert }), written };
}

describe('a copy', () => {
  it('has every record as it was, and says that it compared them', async () => {
    const { from, to } = await twoStores();
    const report = await copy(readOnly(from), to);
    expect(await contentOf(to)).toEqual(await contentOf(from));
    expect((await to.describe())?.spec).toEqual({
      ...(await from.describe())?.spec,
      name: 'copied',
    });
    expect(report).toMatchObject({
      from: { database: 'memory', collection: 'photos' },
      passes: [
        { pass: 1, resumed: false, read: 300, written: 300, unchanged: 0, failed: 0, removed: 0 },
      ],
      ended: 'passes',
      failures: [],
      notes: [],
      verification: {
        equal: true,
        counts: { source: 300, target: 300, differing: { count: 0 } },
        ids: { compared: 300, missing: { count: 0 }, extra: { count: 0 } },
        records: { compared: 300, differing: { count: 0 } },
        vectors: { text: { largestDifference: 0 } },
        searches: { recall: 1 },
      },
    });
    expect(report.verification?.searches?.asked).toBeGreaterThan(190);
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });

  it('of nothing makes an empty collection', async () => {
    const { from, to } = await twoStores([]);
    const report = await copy(from, to);
    expect(report.verification).toMatchObject({ equal: true, counts: { source: 0 } });
    expect(report.verification?.searches).toBeUndefined();
    expect(await to.count()).toBe(0);
  });

  it('leaves nothing behind where no journal is asked for', async () => {
    const folder = await temporaryFolder();
    vi.stubEnv('TMPDIR', folder);
    onTestFinished(() => void vi.unstubAllEnvs());
    const { from, to } = await twoStores(recordsOf(3));
    await copy(from, to);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('of chosen vectors takes them whole, shortened, or under another name', async () => {
    const { from, to } = await twoStores();
    const report = await copy(from, to, {
      target: {
        vectors: {
          text: {},
          text_16: { from: 'text', dimensions: 32, graph: true },
          words: { modality: 'text', dimensions: 32 },
        },
        fields: { colour: 'string' },
        rename: { color: 'colour', nested: 'inside' },
      },
      verify: 'all',
    });
    const copied = await contentOf(to);
    for (const [id, record] of await contentOf(from)) {
      const { color, nested, ...rest } = record.metadata;
      const { text } = record.vectors;
      expect(copied.get(id)).toEqual({
        ...record,
        metadata: { colour: color, inside: nested, ...rest },
        vectors:
          text === undefined
            ? {}
            : { text, text_16: truncate(text, 32), words: record.vectors['text_32'] },
      });
    }
    expect((await to.describe())?.spec).toMatchObject({
      fields: { colour: 'string' },
      vectors: { text: { graph: false }, text_16: { graph: true, dimensions: 32 } },
    });
    expect(report.verification).toMatchObject({ equal: true, records: { compared: 300 } });
  });

  it('takes vectors as they are by an array of names', async () => {
    const { from, to } = await twoStores(recordsOf(20));
    await copy(from, to, { target: { vectors: ['image'] } });
    const { vectors = {} } = (await to.describe())?.spec ?? {};
    expect(Object.keys(vectors)).toEqual(['image']);
    expect((await to.get(['record-1']))[0]?.vectors).toEqual({ image: vectorOf(3) });
  });

  it('into a collection that exists takes what that declares', async () => {
    const { from } = await twoStores(recordsOf(20));
    const vectors = { words: { modality: 'text', dimensions: 32 } } as const;
    const to = await fill(memoryStore({ collection: 'copied' }), [], { vectors, fields: {} });
    const report = await copy(from, to);
    expect(report.verification?.equal).toBe(true);
    const [record] = await to.get(['record-1']);
    expect(record?.vectors).toEqual({ words: truncate(vectorOf(2), 32) });
  });

  it('reads a page again where the connection broke, and goes on after the last one', async () => {
    const { from, to } = await twoStores();
    let breaks = 2;
    const breaking = wrapStore(from, {
      async *scan(options) {
        for await (const page of from.scan({ ...options, pageSize: 50 })) {
          yield page;
          if (options?.include?.vectors?.length !== 0 && breaks-- > 0)
            await from.search({ vector: vectorOf(1), using: 'none' }).catch(() => {
              throw retryable();
            });
        }
      },
    });
    const counted = counting(to);
    const report = await copy(breaking, counted.store);
    expect(report.passes).toMatchObject([{ read: 300, written: 300 }]);
    expect([...counted.written.values()].filter((times) => times > 1)).toEqual([]);
  });
});

function retryable(): Error {
  const error = new Error('the connection broke');
  return Object.assign(error, {
    [Symbol.for('nestvec.error')]: true,
    code: 'store',
    details: { retryable: true, retryAfterMs: 0, unconfirmedIds: [] },
  });
}

describe('a copy that is refused', () => {
  it.each<[string, CopyOptions, string]>([
    [
      'a vector that the source does not have',
      { target: { vectors: ['photo'] } },
      'photo is not a vector of the source, which has text, text_32, image',
    ],
    [
      'more dimensions than are stored',
      { target: { vectors: { text: { from: 'text_32', dimensions: 64 } } } },
      'numbers that are not stored need the model',
    ],
    [
      'another modality',
      { target: { vectors: { image: { from: 'text', modality: 'image' } } } },
      'is image, and text of the source is of text',
    ],
    ['a tenant where there are none', { tenants: ['a'] }, 'photos has none; leave it out'],
    ['an option that is misspelt', { folow: 2 } as CopyOptions, 'did you mean follow?'],
  ])('for %s leaves no target', async (_, options, message) => {
    const { from, to } = await twoStores(recordsOf(5));
    await expect(copy(from, to, options)).rejects.toThrow(message);
    expect(await to.describe()).toBeUndefined();
  });

  it('names a source that is not there, and one that is the target', async () => {
    const from = memoryStore({ collection: 'photos' });
    const to = memoryStore({ collection: 'copied' });
    await expect(copy(from, to)).rejects.toMatchObject({ code: 'not-found' });
    await expect(copy(from, from)).rejects.toThrow('to: is the source itself');
  });

  it('leaves a target with records of others alone, unless they are to be merged', async () => {
    const { from } = await twoStores(recordsOf(5));
    const to = await fill(memoryStore({ collection: 'copied' }), [recordOf(99)]);
    await expect(copy(from, to)).rejects.toThrow('holds 1 record that this copy did not write');
    expect(await to.count()).toBe(1);
    const report = await copy(from, to, { merge: true });
    expect(await to.count()).toBe(6);
    expect(report.verification).toMatchObject({ equal: true, ids: { extra: { count: 1 } } });
  });

  it('writes nothing into a collection of another embedder, or of another shape', async () => {
    const { from } = await twoStores(recordsOf(5));
    const other = { ...identity, model: 'nestvec/other-clip' };
    const vectors = { text: { modality: 'text' } } as const;
    const to = await fill(memoryStore({ collection: 'copied' }), [], { embedder: other, vectors });
    await expect(copy(from, to)).rejects.toMatchObject({ code: 'identity' });
    const also = await fill(memoryStore({ collection: 'also' }), [], { fields: {} });
    await expect(
      copy(from, also, { target: { vectors: { text: { dimensions: 64 } } } }),
    ).rejects.toMatchObject({ code: 'plan', details: { reason: 'drift' } });
    expect(await to.count()).toBe(0);
  });
});

describe('a copy with a journal', () => {
  it('has in its file what it writes, before it writes it', async () => {
    const { from, to } = await twoStores();
    const journal = join(await temporaryFolder(), 'journal');
    const unknown: string[] = [];
    const upsert: Store['upsert'] = async (records, options) => {
      const log = await readFile(join(journal, 'copy.sqlite-wal'));
      unknown.push(...records.map(({ id }) => id).filter((id) => !log.includes(id)));
      await to.upsert(records, options);
    };
    const report = await copy(from, wrapStore(to, { upsert }), { journal });
    expect(report.passes[0]?.written).toBe(300);
    expect(unknown).toEqual([]);
  });

  it('writes afterwards only what changed, and removes what is gone', async () => {
    const { from, to } = await twoStores();
    const journal = join(await temporaryFolder(), 'journal');
    await copy(from, to, { journal });
    await from.upsert([
      recordOf(1, { text: 'new' }),
      recordOf(300),
      recordOf(2, { vectors: { image: vectorOf(9) } }),
    ]);
    await from.remove({ ids: ['record-3', 'record-4'] });
    const counted = counting(to);
    const report = await copy(readOnly(from), counted.store, { journal });
    expect(report).toMatchObject({
      passes: [
        { pass: 2, resumed: false, read: 299, written: 3, unchanged: 296, removed: 2, kept: 0 },
      ],
      verification: { equal: true },
    });
    expect([...counted.written.keys()].toSorted()).toEqual(
      ['päth/300 "ü" 日本', 'record-1', 'record-2'].toSorted(),
    );
    expect(await contentOf(to)).toEqual(await contentOf(from));
    const again = await copy(from, to, { journal });
    expect(again).toMatchObject({ ended: 'no-change', passes: [{ written: 0, removed: 0 }] });
  });

  it('knows its target again where the database lists its vectors in another order', async () => {
    const { from, to } = await twoStores(recordsOf(20));
    const journal = join(await temporaryFolder(), 'journal');
    await copy(from, to, { journal });
    const reversed = wrapStore(to, {
      async describe(options) {
        const found = await to.describe(options);
        if (found?.spec === undefined) return found;
        const vectors = Object.fromEntries(Object.entries(found.spec.vectors).toReversed());
        return { ...found, spec: { ...found.spec, vectors } };
      },
    });
    const report = await copy(from, reversed, { journal });
    expect(report).toMatchObject({ ended: 'no-change', verification: { equal: true } });
  });

  it('never removes what it did not write, or what someone changed since', async () => {
    const { from, to } = await twoStores(recordsOf(20));
    const journal = join(await temporaryFolder(), 'journal');
    await copy(from, to, { journal });
    const theirs = recordOf(500);
    await to.upsert([theirs, recordOf(1, { text: 'changed there' })]);
    await to.update([{ id: 'record-2', vectors: { image: vectorOf(77) } }]);
    await from.remove({ ids: ['record-1', 'record-2', 'record-3', 'record-4'] });
    await to.remove({ ids: ['record-4'] });
    const report = await copy(from, to, { journal });
    expect(report.passes).toMatchObject([{ removed: 1, kept: 3 }]);
    const left = await contentOf(to);
    expect(left.has('record-3')).toBe(false);
    expect(left.get('record-1')?.text).toBe('changed there');
    expect(left.has('record-2')).toBe(true);
    expect(left.get(theirs.id)?.id).toBe(theirs.id);
    expect(report.verification).toMatchObject({ equal: false, ids: { extra: { count: 3 } } });
  });

  it('removes nothing where the source is suddenly empty', async () => {
    const { from, to } = await twoStores(recordsOf(20));
    const journal = join(await temporaryFolder(), 'journal');
    await copy(from, to, { journal });
    await from.remove({ all: true });
    const report = await copy(from, to, { journal });
    expect(report.passes[0]?.notRemoved).toEqual([
      expect.stringContaining('the source gave no records'),
    ]);
    expect(await to.count()).toBe(20);
    expect(report.verification?.equal).toBe(false);
  });

  it('follows the source until a pass finds nothing to do, or as often as it was asked to', async () => {
    const { from, to } = await twoStores(recordsOf(20));
    let changes = 2;
    const changing = (until: number): Store =>
      wrapStore(from, {
        async *scan(options) {
          yield* from.scan(options);
          if (options?.include?.vectors?.length !== 0 && changes < until)
            await from.upsert([recordOf(100 + changes++)]);
        },
      });
    const first = await copy(changing(4), to, { follow: 5 });
    expect(first.passes.map(({ written }) => written)).toEqual([20, 1, 1, 0]);
    expect(first.ended).toBe('no-change');
    const other = memoryStore({ collection: 'other' });
    const second = await copy(changing(100), other, { follow: 2 });
    expect(second.passes.map(({ written }) => written)).toEqual([22, 1, 1]);
    expect(second.ended).toBe('passes');
    expect(second.verification).toMatchObject({ equal: false, ids: { missing: { count: 1 } } });
  });

  it('goes on after the last confirmed page where it was stopped', async () => {
    const { from, to } = await twoStores(recordsOf(1000));
    const journal = join(await temporaryFolder(), 'journal');
    const stop = new AbortController();
    const counted = counting(to);
    const paged = wrapStore(from, {
      scan: (options) => from.scan({ ...options, pageSize: 40 }),
    });
    const stopped = copy(paged, counted.store, {
      journal,
      signal: stop.signal,
      onProgress: ({ written }) => {
        if (written >= 300) stop.abort();
      },
    });
    await expect(stopped).rejects.toMatchObject({ code: 'aborted' });
    const before = counted.written.size;
    expect(before).toBeLessThan(1000);
    let asked: string | undefined;
    const watched = wrapStore(from, {
      scan(options) {
        if (options?.include?.vectors?.length !== 0) asked ??= options?.after;
        return from.scan(options);
      },
    });
    const report = await copy(watched, counted.store, { journal });
    expect(asked).toBeDefined();
    expect(report.passes).toMatchObject([{ pass: 1, resumed: true }]);
    expect(report.passes[0]?.read).toBeLessThan(1000);
    expect(counted.written.size).toBe(1000);
    expect(report.verification?.equal).toBe(true);
  });

  it('is refused where it is of another copy, and for other vectors than before', async () => {
    const { from, to } = await twoStores(recordsOf(5));
    const journal = join(await temporaryFolder(), 'journal');
    await copy(from, to, { journal });
    const other = memoryStore({ collection: 'other' });
    await expect(copy(from, other, { journal })).rejects.toMatchObject({
      code: 'journal',
      details: { reason: 'another-collection' },
    });
    await expect(copy(from, to, { journal, target: { vectors: ['text'] } })).rejects.toThrow(
      'ask for the same as before',
    );
  });
});

describe('a copy of tenants', () => {
  const tenanted = async (): Promise<Store> => {
    const from = await fill(memoryStore({ collection: 'photos' }), [], { tenants: true });
    for (const [i, name] of ['one', 'two', 'three'].entries())
      await from.tenant(name).upsert(recordsOf(10 + i), { withoutVectors: true });
    return from;
  };

  it('keeps them apart, all or some', async () => {
    const from = await tenanted();
    const to = memoryStore({ collection: 'copied' });
    const report = await copy(readOnly(from), to, { tenants: ['two', 'one'] });
    expect(await to.tenants()).toEqual(['one', 'two']);
    expect(await contentOf(to.tenant('two'))).toEqual(await contentOf(from.tenant('two')));
    expect(report.verification).toMatchObject({ equal: true, counts: { source: 21, target: 21 } });
    const all = await copy(from, memoryStore({ collection: 'all' }));
    expect(all.verification).toMatchObject({ equal: true, counts: { source: 33 } });
    await expect(copy(from, to, { tenants: ['four'] })).rejects.toThrow('four is not a tenant');
  });

  it('takes one of them out of its collection, or puts a collection into one', async () => {
    const from = await tenanted();
    const alone = memoryStore({ collection: 'alone' });
    await copy(from.tenant('two'), alone);
    expect(await contentOf(alone)).toEqual(await contentOf(from.tenant('two')));
    const to = memoryStore({ collection: 'many' });
    const report = await copy(alone, to.tenant('mine'));
    expect(report.verification?.equal).toBe(true);
    expect(await contentOf(to.tenant('mine'))).toEqual(await contentOf(alone));
    await expect(copy(from, to.tenant('mine'))).rejects.toThrow('has tenants of its own');
  });

  it('says which one differs', async () => {
    const from = await tenanted();
    const to = memoryStore({ collection: 'copied' });
    await copy(from, to);
    const losing = wrapStore(to, {
      tenant: (name) =>
        name === 'two' ? wrapStore(to.tenant(name), { upsert: async () => {} }) : to.tenant(name),
    });
    await to.tenant('two').remove({ ids: ['record-1'] });
    const report = await copy(from, losing, { merge: true });
    expect(report.verification).toMatchObject({
      equal: false,
      counts: { differing: { count: 1, first: [{ tenant: 'two', source: 11, target: 10 }] } },
      ids: { missing: { count: 1, first: [{ tenant: 'two', id: 'record-1' }] } },
    });
  });
});

it('a copy of a collection that someone else made becomes one of ours', async () => {
  const database = memoryDatabase();
  const records = Array.from({ length: 50 }, (_, n) => ({
    id: String(n),
    vectors: { '': vectorOf(n) },
    metadata: { name: `thing ${n}`, weight: n },
  }));
  addForeign(database, 'theirs', { vectors: { '': 128 }, records });
  const attach = {
    embedder: identity,
    vectors: { text: { modality: 'text' } },
    names: { text: '' },
    fields: { weight: 'number' },
    textField: 'name',
  } as const;
  const from = memoryStore({ collection: 'theirs', database, attach });
  const to = memoryStore({ collection: 'ours', database });
  const target = { vectors: { text: {}, text_64: { from: 'text', dimensions: 64 } } };
  const report = await copy(readOnly(from), to, { target });
  expect(report.verification?.equal).toBe(true);
  expect((await to.get(['7']))[0]).toMatchObject({
    id: '7',
    text: 'thing 7',
    metadata: { weight: 7 },
    vectors: { text: vectorOf(7), text_64: truncate(vectorOf(7), 64) },
  });
  const { hits } = await to.search({
    vector: vectorOf(7),
    using: 'text_64',
    filter: { weight: 7 },
  });
  expect(hits[0]?.id).toBe('7');
  const bare = memoryStore({ collection: 'theirs', database });
  await expect(copy(bare, to)).rejects.toThrow('open it with attach');
});

describe('the comparison after a copy', () => {
  const compared = async (change: (record: VectorRecord) => VectorRecord | undefined) => {
    const { from, to } = await twoStores(recordsOf(60));
    const altering = wrapStore(to, {
      upsert: async (records, options) =>
        await to.upsert(
          records.map(change).filter((one) => one !== undefined),
          options,
        ),
    });
    return (await copy(from, altering)).verification;
  };
  const isThird = ({ id }: VectorRecord): boolean => id === 'record-3';

  it.each<[string, (record: VectorRecord) => VectorRecord, string]>([
    ['other metadata', (r) => ({ ...r, metadata: { ...r.metadata, price: 1e9 } }), 'metadata'],
    ['another text', (r) => ({ ...r, text: 'another' }), 'text'],
    ['no uri', ({ parentId: _, ...r }) => r, 'parentId'],
    [
      'another vector',
      (r) => ({ ...r, vectors: { ...r.vectors, image: vectorOf(5) } }),
      'vectors.image',
    ],
    [
      'no vector',
      ({ vectors: { image: _, ...vectors }, ...r }) => ({ ...r, vectors }),
      'vectors.image',
    ],
  ])('finds %s', async (_, change, part) => {
    const found = await compared((record) => (isThird(record) ? change(record) : record));
    expect(found).toMatchObject({
      equal: false,
      records: { differing: { count: 1, first: [{ id: 'record-3', parts: [part] }] } },
    });
  });

  it('finds what is missing and what is too much', async () => {
    const found = await compared((record) =>
      isThird(record) ? { ...record, id: 'record-3000' } : record,
    );
    expect(found).toMatchObject({
      equal: false,
      counts: { source: 60, target: 60 },
      ids: {
        missing: { count: 1, first: [{ id: 'record-3' }] },
        extra: { count: 1, first: [{ id: 'record-3000' }] },
      },
    });
  });

  it('tells a poor index from numbers that are wrong', async () => {
    const { from, to } = await twoStores(recordsOf(60));
    const poor = wrapStore(to, {
      async search(request, options) {
        const { hits, explain } = await to.search(request, options);
        return {
          hits: request.words === undefined && request.exact ? hits : hits.slice(5),
          explain,
        };
      },
    });
    const { verification } = await copy(from, poor);
    expect(verification).toMatchObject({ equal: true, searches: { recall: 0.5, exactRecall: 1 } });
    expect(verification?.searches?.reason).toContain('approximate index');
    const wrong = wrapStore(memoryStore({ collection: 'wrong' }), {});
    const lost = wrapStore(wrong, {
      async search(request, options) {
        const { hits, explain } = await wrong.search(request, options);
        return { hits: hits.slice(5), explain };
      },
    });
    expect((await copy(from, lost)).verification).toMatchObject({
      equal: false,
      searches: { exactRecall: 0.5 },
    });
  });
});

it('a record that the target refuses is reported, and tried again by the next copy', async () => {
  const { from, to } = await twoStores(recordsOf(60));
  const journal = join(await temporaryFolder(), 'journal');
  let isStrict = true;
  const strict = wrapStore(to, {
    async upsert(records, options) {
      const changed = records.map((record) =>
        isStrict && record.id === 'record-3' ? { ...record, metadata: { price: 'none' } } : record,
      );
      await to.upsert(changed, options);
    },
  });
  const failures: string[] = [];
  const report = await copy(from, strict, { journal, onFailure: ({ id }) => failures.push(id) });
  expect(failures).toEqual(['record-3']);
  expect(report).toMatchObject({
    passes: [{ written: 59, failed: 1 }],
    failures: [{ id: 'record-3', code: 'invalid-input' }],
    verification: { equal: false, ids: { missing: { count: 1 } } },
  });
  isStrict = false;
  const again = await copy(from, strict, { journal });
  expect(again).toMatchObject({
    passes: [{ written: 1, unchanged: 59 }],
    verification: { equal: true },
  });
});

it('a dry run counts, and writes nothing', async () => {
  const { from, to } = await twoStores();
  const journal = join(await temporaryFolder(), 'journal');
  const report = await copy(readOnly(from), readOnly(to), { dryRun: true, journal });
  expect(report).toMatchObject({
    passes: [],
    estimate: { records: 300, steps: [{ label: 'create', target: 'collection' }] },
  });
  expect(report.estimate?.storageBytes).toBeGreaterThan(300 * 600);
  expect(await to.describe()).toBeUndefined();
  expect(() => readdirSync(journal)).toThrow('ENOENT');
});

it('says what the target can’t keep', async () => {
  const quantized = await fill(
    memoryStore({ collection: 'quantized', capabilities: { quantization: ['none', 'int8'] } }),
    [recordOf(1, { vectors: { text: vectorOf(1) } })],
    {
      keyword: true,
      vectors: { text: { modality: 'text', quantization: 'int8' } },
    },
  );
  const to = memoryStore({ collection: 'copied', capabilities: { words: false } });
  const report = await copy(quantized, to);
  expect(report.notes).toEqual([
    expect.stringContaining('text is kept without int8 quantisation'),
    expect.stringContaining('finds nothing by words'),
  ]);
});
