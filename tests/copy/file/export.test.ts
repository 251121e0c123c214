import { readdirSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import type { Store, VectorRecord } from '@nestvec/core';
import { copy, recordFile } from '@nestvec/core/copy';
import { wrapStore } from '@nestvec/testkit';
import { memoryStore } from '@nestvec/testkit/memory';
import { tableFromIPC } from 'apache-arrow';
import { readParquet } from 'parquet-wasm';
import { describe, expect, it } from 'vitest';
import {
  contentOf,
  fill,
  recordOf,
  recordsOf,
  temporaryFolder,
  vectorOf,
} from '../__fixtures__/collection.ts';

const endings = ['jsonl', 'jsonl.gz', 'jsonl.zst', 'parquet'] as const;

const source = async (records = recordsOf(300)): Promise<Store> =>
  await fill(memoryStore({ collection: 'photos' }), records);
const target = (): Store => memoryStore({ collection: 'copied' });

/** Where a file can be. */
async function pathOf(name: string): Promise<string> {
  return join(await temporaryFolder(), name);
}

describe.each(endings)('a collection in a .%s', (ending) => {
  it('comes back with every record, number and name as it was', async () => {
    const from = await source();
    const path = await pathOf(`photos.${ending}`);
    const out = await copy(from, recordFile(path), { verify: 'all' });
    expect(out).toMatchObject({
      from: { database: 'memory', collection: 'photos' },
      to: { database: 'file', collection: path },
      passes: [{ pass: 1, read: 300, written: 300, failed: 0 }],
      verification: {
        equal: true,
        counts: { source: 300, target: 300 },
        ids: { compared: 300, missing: { count: 0 }, extra: { count: 0 } },
        records: { compared: 300, differing: { count: 0 } },
        vectors: { text: { largestDifference: 0 } },
      },
    });
    const to = target();
    const back = await copy(recordFile(path), to, { verify: 'all' });
    expect(await contentOf(to)).toEqual(await contentOf(from));
    expect((await to.describe())?.spec).toEqual({
      ...(await from.describe())?.spec,
      name: 'copied',
    });
    expect(back).toMatchObject({
      passes: [{ read: 300, written: 300 }],
      verification: { equal: true, records: { compared: 300 } },
    });
    expect(back.verification?.searches).toBeUndefined();
    expect(readdirSync(join(path, '..'))).toEqual([`photos.${ending}`]);
  });

  it('keeps every number of 32 bits, and every value of JSON', async () => {
    // The parts of a unit vector at the ends of what floats can be, beside one that carries its length.
    const odd = new Float32Array(128);
    odd.set([1, -0, 1e-45, -1.1754944e-38, 1.17549435e-38, 0.1, 1 / 3, 5.960_464_5e-8, 0]);
    const unit = Math.sqrt(odd.reduce((sum, x) => sum + x * x, 0));
    const vector = odd.map((x) => x / unit);
    const metadata = {
      big: '9007199254740993123',
      largest: Number.MAX_SAFE_INTEGER,
      tiny: 5e-324,
      date: '2024-02-29T23:59:59.123456Z',
      list: [[], {}, [null, [1.5]], 'x'],
      '': 'no name',
      'a.b': { 'c d': null },
      ['__proto__']: 'a key',
      text: 'line\nfeed \u2028 \u0000 "quoted" \\ 😀',
    };
    const from = await source([
      recordOf(1, { id: 'odd', vectors: { text: vector }, metadata }),
      recordOf(2, { text: '', uri: undefined, vectors: {} }),
    ]);
    const path = await pathOf(`odd.${ending}`);
    await copy(from, recordFile(path));
    const to = target();
    await copy(recordFile(path), to);
    const [back] = await to.get(['odd']);
    expect(back?.metadata).toEqual((await from.get(['odd']))[0]?.metadata);
    const [before, after] = [vector, back?.vectors['text']].map((floats) =>
      Buffer.from((floats ?? new Float32Array()).slice().buffer).toString('hex'),
    );
    expect(after).toBe(before);
    expect(await contentOf(to)).toEqual(await contentOf(from));
  });

  it('of many tenants keeps each apart, all or some', async () => {
    const from = await fill(memoryStore({ collection: 'photos' }), [], { tenants: true });
    for (const [i, name] of ['acme', 'globex', 'umbrella'].entries())
      await from.tenant(name).upsert(recordsOf(20 + i), { withoutVectors: true });
    const path = await pathOf(`tenants.${ending}`);
    const report = await copy(from, recordFile(path), { verify: 'all' });
    expect(report.verification).toMatchObject({ equal: true, counts: { target: 63 } });
    const to = target();
    await copy(recordFile(path), to, { verify: 'all', tenants: ['umbrella', 'acme'] });
    expect(await to.tenants()).toEqual(['acme', 'umbrella']);
    expect(await contentOf(to.tenant('umbrella'))).toEqual(
      await contentOf(from.tenant('umbrella')),
    );
    const one = await pathOf(`one.${ending}`);
    await copy(from.tenant('globex'), recordFile(one));
    const alone = target();
    await copy(recordFile(one), alone);
    expect(await contentOf(alone)).toEqual(await contentOf(from.tenant('globex')));
  });

  it('of nothing is a file all the same', async () => {
    const path = await pathOf(`none.${ending}`);
    expect(await copy(await source([]), recordFile(path))).toMatchObject({
      verification: { equal: true, counts: { target: 0 } },
    });
    const to = target();
    await copy(recordFile(path), to);
    expect((await to.describe())?.spec?.vectors).toHaveProperty('image');
    expect(await to.count()).toBe(0);
  });

  it('goes on where it was killed, by the journal, and writes later only what changed', async () => {
    const from = await source();
    const path = await pathOf(`photos.${ending}`);
    await copy(from, recordFile(path));
    const journal = await temporaryFolder();
    const to = target();
    let writes = 0;
    const failing = wrapStore(to, {
      upsert: async (records, options) => {
        if (++writes > 1) throw new TypeError('killed');
        await to.upsert(records, options);
      },
    });
    await expect(copy(recordFile(path), failing, { journal })).rejects.toThrow('killed');
    const before = await to.count();
    expect(before).toBeGreaterThan(0);
    expect(before).toBeLessThan(300);
    const report = await copy(recordFile(path), to, { journal, verify: 'all' });
    expect(report.verification?.equal).toBe(true);
    expect(report.passes[0]).toMatchObject({ resumed: true, read: 300 - before });
    await from.upsert([recordOf(4, { text: 'another text' })]);
    await from.remove({ ids: ['record-3'] });
    await copy(from, recordFile(path, { overwrite: true }));
    const later = await copy(recordFile(path), to, { journal, verify: 'all' });
    expect(later.passes[0]).toMatchObject({ read: 299, written: 1, removed: 1, unchanged: 298 });
    expect(await contentOf(to)).toEqual(await contentOf(from));
  });
});

it('writes JSONL that any reader takes', async () => {
  const from = await source(recordsOf(30));
  const path = await pathOf('photos.jsonl');
  for (const [ending, unpack] of [
    ['', (bytes: Buffer) => bytes],
    ['.gz', gunzipSync],
    ['.zst', zstdDecompressSync],
  ] as const) {
    await copy(from, recordFile(path + ending));
    const text = unpack(await readFile(path + ending)).toString('utf8');
    const [head, ...rows] = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>); // objects all
    expect(head).toMatchObject({
      nestvec: { records: 1, spec: { embedder: { dimensions: 128 } } },
    });
    expect(rows.pop()).toEqual({ nestvec: { end: 30 } });
    const content = await contentOf(from);
    const read = rows.map(({ vectors, ...rest }) => [
      rest['id'],
      { ...rest, vectors: floatsOf(vectors as Record<string, number[]>) }, // as they were written
    ]);
    expect(new Map(read as [string, VectorRecord][])).toEqual(content);
  }
});

function floatsOf(vectors: Readonly<Record<string, readonly number[]>>): VectorRecord['vectors'] {
  return Object.fromEntries(
    Object.entries(vectors).map(([name, numbers]) => [name, Float32Array.from(numbers)]),
  );
}

it('writes Parquet that Arrow’s own reader takes: lists of 32-bit floats, and the collection beside them', async () => {
  const from = await source();
  const path = await pathOf('photos.parquet');
  await copy(from, recordFile(path));
  const table = tableFromIPC(readParquet(await readFile(path)).intoIPCStream());
  expect(table.schema.fields.map(({ name, type }) => [name, String(type)])).toEqual([
    ...['id', 'tenant', 'text', 'uri', 'parentId', 'source', 'contentHash', 'metadata'].map(
      (name) => [name, 'Utf8'],
    ),
    ...['text', 'text_32', 'image'].map((name) => [`vector_${name}`, 'List<Float32>']),
  ]);
  const header: unknown = JSON.parse(table.schema.metadata.get('nestvec') ?? '');
  expect(header).toMatchObject({
    database: 'memory',
    spec: { name: 'photos', embedder: { model: 'nestvec/mini-clip' }, tenants: false },
  });
  const content = await contentOf(from);
  expect(table.numRows).toBe(content.size);
  const rows = table.toArray() as readonly Readonly<Record<string, unknown>>[]; // a proxy for each row, by the names of columns
  for (const row of rows) {
    const record = content.get(String(row['id']));
    expect(row['text']).toBe(record?.text);
    expect(row['uri'] ?? undefined).toBe(record?.uri);
    expect(row['parentId'] ?? undefined).toBe(record?.parentId);
    expect(JSON.parse(String(row['metadata']))).toEqual(record?.metadata);
    for (const name of ['image', 'text', 'text_32'] as const) {
      const list: unknown = row[`vector_${name}`];
      const floats = list === null ? undefined : Float32Array.from(list as Iterable<number>);
      expect(floats).toEqual(record?.vectors[name]);
    }
  }
});

it('takes vectors, names and fields as they are asked for, and says beforehand what there is', async () => {
  const from = await source();
  const path = await pathOf('small.parquet');
  const target = {
    vectors: { small: { from: 'text', dimensions: 64 } },
    rename: { color: 'colour' },
  };
  const dry = await copy(from, recordFile(path), { dryRun: true, target });
  expect(dry).toMatchObject({ passes: [], estimate: { records: 300 } });
  expect(readdirSync(join(path, '..'))).toEqual([]);
  const report = await copy(from, recordFile(path), { target, verify: 'all' });
  expect(report.verification?.equal).toBe(true);
  const to = memoryStore({ collection: 'small' });
  await copy(recordFile(path), to);
  expect((await to.describe())?.spec).toMatchObject({
    vectors: { small: { dimensions: 64 } },
    fields: { colour: 'string' },
  });
});

it('becomes the other kind of file without a database', async () => {
  const from = await source();
  const [first, second] = [await pathOf('photos.jsonl.gz'), await pathOf('photos.parquet')];
  await copy(from, recordFile(first));
  await copy(recordFile(first), recordFile(second), { verify: 'all' });
  const to = target();
  await copy(recordFile(second), to);
  expect(await contentOf(to)).toEqual(await contentOf(from));
});

it('says of a record that differs from its source which one, and what', async () => {
  const from = await source(recordsOf(20));
  const path = await pathOf('photos.jsonl');
  // The source says something else when it is asked again.
  const changing = wrapStore(from, {
    get: async (ids, options) => {
      const records = await from.get(ids, options);
      return records.map((record) =>
        record?.id === 'record-3'
          ? { ...record, text: 'another', vectors: { ...record.vectors, text: vectorOf(99) } }
          : record,
      );
    },
  });
  const report = await copy(changing, recordFile(path));
  expect(report.verification).toMatchObject({
    equal: false,
    records: {
      differing: { count: 1, first: [{ id: 'record-3', parts: ['text', 'vectors.text'] }] },
    },
  });
});

it('refuses a file that is there, and leaves it as it was', async () => {
  const path = await pathOf('photos.jsonl');
  await writeFile(path, 'mine');
  await expect(copy(await source([]), recordFile(path))).rejects.toThrow(
    'is there already; name another file, or set overwrite',
  );
  expect(await readFile(path, 'utf8')).toBe('mine');
  await copy(await source([]), recordFile(path, { overwrite: true }));
  expect(await readFile(path, 'utf8')).toContain('"end":0');
});

it('leaves nothing behind where the source breaks off in the middle, nor does it touch what was there', async () => {
  const path = await pathOf('photos.parquet');
  await writeFile(path, 'mine');
  const from = await source();
  const broken = wrapStore(from, {
    async *scan(options) {
      for await (const page of from.scan(options)) {
        yield page;
        throw new TypeError('the source broke off');
      }
    },
  });
  await expect(copy(broken, recordFile(path, { overwrite: true }))).rejects.toThrow('broke off');
  expect(readdirSync(join(path, '..'))).toEqual(['photos.parquet']);
  expect(await readFile(path, 'utf8')).toBe('mine');
});

it.each([
  ['journal', { journal: './journal' }],
  ['follow', { follow: 1 }],
  ['merge', { merge: true }],
  ['acceptNear', { acceptNear: ['weights'] }],
] as const)('refuses %s for a file that is written', async (name, options) => {
  const path = await pathOf('photos.jsonl');
  await expect(copy(await source([]), recordFile(path), options)).rejects.toThrow(
    `options.${name}: is for a target that is a collection`,
  );
});
