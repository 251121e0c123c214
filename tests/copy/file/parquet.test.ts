import { open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { copy, type FileAttachOptions, recordFile } from '@nestvec/core/copy';
import { memoryStore } from '@nestvec/testkit/memory';
import {
  type DataType,
  Field,
  FixedSizeList,
  Float16,
  Float32,
  Float64,
  Int64,
  List,
  Struct,
  Table,
  tableToIPC,
  TimestampMicrosecond,
  Utf8,
  type Vector,
  vectorFromArray,
} from 'apache-arrow';
import {
  Compression,
  Table as WasmTable,
  writeParquet,
  WriterPropertiesBuilder,
} from 'parquet-wasm';
import { describe, expect, it } from 'vitest';
import {
  contentOf,
  fill,
  identity,
  recordsOf,
  temporaryFolder,
  vectorOf,
} from '../__fixtures__/collection.ts';

const { dimensions: _, ...model } = identity;
const attach: FileAttachOptions = {
  embedder: { ...model, model: 'theirs/model' },
  vectors: { text: { modality: 'text' } },
  names: { text: 'embedding' },
  textField: 'text',
  metadata: ['*'],
};

const count = 600;
const numbers = Array.from({ length: count }, (_one, n) => Array.from(vectorOf(n)));
const list = (type: DataType): List => new List(Field.new({ name: 'item', type, nullable: false }));

/** Columns that a data set has: texts, numbers, times, lists and structures, some of them null. */
function columnsOf(vectors: DataType): Record<string, Vector> {
  const each = <Value>(value: (n: number) => Value): Value[] =>
    Array.from({ length: count }, (_one, n) => value(n));
  const inside = new Struct([
    Field.new({ name: 'page', type: new Int64(), nullable: true }),
    Field.new({ name: 'words', type: list(new Utf8()), nullable: true }),
  ]);
  return {
    id: vectorFromArray(
      each((n) => `row-${n}`),
      new Utf8(),
    ),
    embedding: vectorFromArray(numbers, vectors),
    text: vectorFromArray(
      each((n) => (n % 3 === 0 ? null : `text ${n}`)),
      new Utf8(),
    ),
    made: vectorFromArray(
      each((n) => n / 1000),
      new TimestampMicrosecond(),
    ),
    tags: vectorFromArray(
      each((n) => ['a', 'b'].slice(n % 3)),
      list(new Utf8()),
    ),
    inside: vectorFromArray(
      each((n) => (n % 5 === 0 ? null : { page: BigInt(n), words: n % 2 === 0 ? null : ['x'] })),
      inside,
    ),
  };
}

type Properties = (builder: WriterPropertiesBuilder) => WriterPropertiesBuilder;

/** A file as another tool writes it. */
async function fileOf(
  vectors: DataType,
  properties: Properties,
  change: Record<string, Vector> = {},
): Promise<string> {
  const table = new Table({ ...columnsOf(vectors), ...change });
  const wasm = WasmTable.fromIPCStream(tableToIPC(table, 'stream'));
  const bytes = writeParquet(wasm, properties(new WriterPropertiesBuilder()).build());
  const path = join(await temporaryFolder(), 'theirs.parquet');
  await writeFile(path, bytes);
  return path;
}

const packed =
  (compression: Compression): Properties =>
  (builder) =>
    builder.setCompression(compression);

describe('Parquet of another tool', () => {
  it.each([
    ['list<float> by Snappy', list(new Float32()), packed(Compression.SNAPPY)],
    ['list<double> by zstd', list(new Float64()), packed(Compression.ZSTD)],
    ['list<float> by gzip', list(new Float32()), packed(Compression.GZIP)],
    ['list<double> by Brotli', list(new Float64()), packed(Compression.BROTLI)],
    [
      'fixed_size_list<float>',
      new FixedSizeList(128, Field.new({ name: 'item', type: new Float32(), nullable: false })),
      packed(Compression.UNCOMPRESSED),
    ],
    [
      'row groups of seven rows',
      list(new Float32()),
      (builder: WriterPropertiesBuilder) => builder.setMaxRowGroupSize(7),
    ],
    [
      'pages of a few rows',
      list(new Float32()),
      (builder: WriterPropertiesBuilder) =>
        builder.setDataPageSizeLimit(600).setWriteBatchSize(2).setDictionaryEnabled(false),
    ],
  ])('with vectors as %s', async (_name, vectors, properties) => {
    const path = await fileOf(vectors, properties);
    const to = memoryStore({ collection: 'ours' });
    const report = await copy(recordFile(path, { attach }), to, { verify: 'all' });
    expect(report).toMatchObject({ verification: { equal: true, counts: { target: count } } });
    const found = await contentOf(to);
    for (const n of [0, 1, 7, 64, 100, 448, 599])
      expect(found.get(`row-${n}`)).toEqual({
        id: `row-${n}`,
        vectors: { text: vectorOf(n) },
        ...(n % 3 === 0 ? {} : { text: `text ${n}` }),
        metadata: {
          made: `1970-01-01T00:00:00.000${n === 0 ? '' : String(n).padStart(3, '0').replace(/0+$/, '')}Z`,
          tags: ['a', 'b'].slice(n % 3),
          inside: n % 5 === 0 ? null : { page: n, words: n % 2 === 0 ? null : ['x'] },
        },
      });
  });

  it('with vectors of 16 bits, which are made unit vectors', async () => {
    const path = await fileOf(list(new Float16()), packed(Compression.SNAPPY), {
      embedding: vectorFromArray(
        numbers.map((one) => one.map((number) => number * 2)),
        list(new Float32()),
      ),
    });
    await expect(
      copy(recordFile(path, { attach }), memoryStore({ collection: 'ours' })),
    ).rejects.toThrow('theirs.parquet:1.embedding: has length 2.000');
    const to = memoryStore({ collection: 'ours' });
    await copy(recordFile(path, { attach: { ...attach, normalize: true } }), to);
    expect(await to.count()).toBe(count);
  });

  it('reads no column that nothing is made of', async () => {
    const path = await fileOf(list(new Float32()), packed(Compression.LZ4_RAW));
    const whole = recordFile(path, { attach });
    await expect(copy(whole, memoryStore({ collection: 'ours' }))).rejects.toThrow(
      'nestvec does not support pages packed by LZ4 or LZO; write the file with snappy or zstd',
    );
    const mixed = await fileOf(list(new Float32()), (builder) =>
      builder.setCompression(Compression.SNAPPY).setColumnCompression('text', Compression.LZ4_RAW),
    );
    const { textField: _text, ...rest } = attach;
    const to = memoryStore({ collection: 'ours' });
    await copy(recordFile(mixed, { attach: { ...rest, metadata: ['inside.page'] } }), to);
    expect((await to.get(['row-1']))[0]?.metadata).toEqual({ page: 1 });
  });

  it('says which row has what JSON can’t keep', async () => {
    const path = await fileOf(list(new Float32()), packed(Compression.SNAPPY), {
      made: vectorFromArray(
        numbers.map((_one, n) => (n === 70 ? 2n ** 53n + 1n : BigInt(n))),
        new Int64(),
      ),
    });
    await expect(
      copy(recordFile(path, { attach }), memoryStore({ collection: 'ours' })),
    ).rejects.toThrow('theirs.parquet:71.made: is 9007199254740993, which JSON readers change');
  });
});

describe('Parquet that is not whole', () => {
  it('is refused wherever it was cut, before anything is written', async () => {
    const from = await fill(memoryStore({ collection: 'photos' }), recordsOf(300));
    const path = join(await temporaryFolder(), 'photos.parquet');
    await copy(from, recordFile(path));
    const bytes = await readFile(path);
    for (const size of [4, 8, 100, bytes.length >> 1, bytes.length - 9, bytes.length - 1]) {
      await writeFile(path, bytes.subarray(0, size));
      const to = memoryStore({ collection: 'ours' });
      await expect(copy(recordFile(path), to), `${size} bytes`).rejects.toMatchObject({
        code: 'invalid-input',
        message: expect.stringMatching(/photos\.parquet is cut short or damaged/) as string,
      });
      expect(await to.describe()).toBeUndefined();
    }
  });

  it('with a byte that changed gives no error but ours', async () => {
    const from = await fill(memoryStore({ collection: 'photos' }), recordsOf(40));
    const path = join(await temporaryFolder(), 'photos.parquet');
    await copy(from, recordFile(path));
    const bytes = await readFile(path);
    const refusals: unknown[] = [];
    // Headers of pages and the end of the file stand among them.
    for (let at = 4; at < bytes.length; at += Math.ceil(bytes.length / 60)) {
      const handle = await open(path, 'r+');
      await handle.write(Buffer.from([(bytes[at] ?? 0) ^ 0xff]), 0, 1, at);
      await handle.close();
      const to = memoryStore({ collection: 'ours' });
      await copy(recordFile(path), to, { verify: 'none' }).catch((error: unknown) => {
        refusals.push(error);
      });
      await writeFile(path, bytes);
    }
    expect(refusals.length).toBeGreaterThan(10);
    for (const refusal of refusals) expect(refusal).toMatchObject({ name: 'NestvecError' });
  });
});
