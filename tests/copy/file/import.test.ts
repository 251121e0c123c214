import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import type { VectorRecord } from '@nestvec/core';
import { copy, type FileAttachOptions, recordFile } from '@nestvec/core/copy';
import { memoryStore } from '@nestvec/testkit/memory';
import { describe, expect, it } from 'vitest';
import {
  contentOf,
  fill,
  identity,
  recordsOf,
  temporaryFolder,
} from '../__fixtures__/collection.ts';

/** A file of so many bytes or such text. */
async function fileOf(content: string | Uint8Array, name = 'theirs.jsonl'): Promise<string> {
  const path = join(await temporaryFolder(), name);
  await writeFile(path, content);
  return path;
}

const unknown = 'unknown';
const { dimensions: _, ...model } = identity;
const embedder = { ...model, model: 'theirs/model', weights: unknown };

/** A vector of length 1 that a person can read. */
const unit = [0.6, 0, 0.8];

const attach: FileAttachOptions = {
  embedder,
  vectors: { text: { modality: 'text' } },
  names: { text: 'values' },
};

async function* iterate(values: readonly unknown[]): AsyncGenerator<unknown, void, undefined> {
  for (const value of values) yield await Promise.resolve(value);
}

async function imported(
  path: string,
  options: Partial<FileAttachOptions> = {},
): Promise<ReadonlyMap<string, VectorRecord>> {
  const to = memoryStore({ collection: 'ours' });
  const file = recordFile(path, { attach: { ...attach, ...options } });
  const report = await copy(file, to, { verify: 'all' });
  expect(report.verification?.equal).toBe(true);
  return await contentOf(to);
}

describe('a file of another tool', () => {
  it('of Pinecone: id, values and metadata', async () => {
    const found = await imported(
      await fileOf('{"id":"a","values":[0.6,0,0.8],"metadata":{"genre":"drama","year":2020}}\n'),
      { metadata: ['metadata.*'], fields: { year: 'number' } },
    );
    expect([...found.values()]).toEqual([
      {
        id: 'a',
        vectors: { text: Float32Array.from(unit) },
        metadata: { genre: 'drama', year: 2020 },
      },
    ]);
  });

  it('of Qdrant: points of a scroll, whose payload holds the text, and whose ids are numbers', async () => {
    const point = {
      id: 7,
      payload: { text: 'hello', tags: ['a'], n: null },
      vector: { dense: unit },
    };
    const found = await imported(await fileOf(JSON.stringify(point)), {
      names: { text: 'vector.dense' },
      textField: 'payload.text',
      metadata: ['payload.*'],
    });
    expect(found.get('7')).toEqual({
      id: '7',
      text: 'hello',
      vectors: { text: Float32Array.from(unit) },
      metadata: { tags: ['a'], n: null },
    });
  });

  it('of Weaviate: objects with properties', async () => {
    const object = {
      class: 'Photo',
      id: '6f7a',
      properties: { title: 'red', url: 'file:///a.png' },
      vectors: { default: unit },
      vector: unit,
    };
    const found = await imported(await fileOf(`\uFEFF${JSON.stringify(object)}\r\n\r\n`), {
      vectors: { image: { modality: 'image' } },
      names: { image: 'vectors.default' },
      uriField: 'properties.url',
      metadata: ['properties.title', 'class'],
    });
    expect(found.get('6f7a')).toEqual({
      id: '6f7a',
      uri: 'file:///a.png',
      vectors: { image: Float32Array.from(unit) },
      metadata: { title: 'red', class: 'Photo' },
    });
  });

  it.each([
    [[{ number: 1 }], 'behind row 0'],
    [[{ number: 1.5, value: {} }], 'behind row 0'],
    [[{ number: 1, value: { id: 'a', values: unit } }, null], 'gave null behind row 1'],
    [
      [
        { number: 2, value: { id: 'a', values: unit } },
        { number: 2, value: { id: 'b', values: unit } },
      ],
      'numbers go up',
    ],
    [[{ number: 1, problem: 'is torn' }], 'theirs.jsonl:1: is torn'],
    [[{ number: 1, value: 'a' }], 'theirs.jsonl:1: must be an object'],
    [undefined, 'rows: must give rows to read one by one, got undefined'],
  ])('whose reader gives what is not a row is refused: %j', async (rows, message) => {
    const path = await fileOf('any');
    const read = (): never => (rows && iterate(rows)) as never; // of a caller without types
    const to = memoryStore({ collection: 'ours' });
    await expect(copy(recordFile(path, { attach, rows: read }), to)).rejects.toThrow(message);
    expect(await to.describe()).toBeUndefined();
  });

  it('keeps tenants, parents and sources under the names of its columns', async () => {
    const path = await fileOf(
      ['a', 'b', 'a']
        .map((org, i) => JSON.stringify({ id: i, org, page: `p${i}`, of: 'doc', values: unit }))
        .join('\n'),
    );
    const to = memoryStore({ collection: 'ours' });
    await copy(
      recordFile(path, {
        attach: { ...attach, tenantField: 'org', parentIdField: 'page', sourceField: 'of' },
      }),
      to,
    );
    expect(await to.tenants()).toEqual(['a', 'b']);
    expect([...(await contentOf(to.tenant('a'))).values()]).toMatchObject([
      { id: '0', parentId: 'p0', source: 'doc' },
      { id: '2', parentId: 'p2', source: 'doc' },
    ]);
  });

  it('gets the identity that it is said to have, with dimensions from its first row', async () => {
    const to = memoryStore({ collection: 'ours' });
    const path = await fileOf('{"id":"a","values":[0.6,0,0.8]}');
    await copy(recordFile(path, { attach }), to);
    expect((await to.describe())?.spec).toMatchObject({
      embedder: { ...embedder, dimensions: 3 },
      vectors: { text: { modality: 'text', dimensions: 3 } },
    });
    const other = await fill(memoryStore({ collection: 'other' }), []);
    await expect(copy(recordFile(path, { attach }), other)).rejects.toMatchObject({
      code: 'identity',
    });
  });

  it('of vectors of any length is refused, unless they are to be made unit vectors', async () => {
    const path = await fileOf('{"id":"a","values":[3,0,4]}');
    await expect(imported(path)).rejects.toThrow(
      'theirs.jsonl:1.values: has length 5.000 where 1 is expected; where its tool compares by cosine, set normalize',
    );
    const found = await imported(path, { normalize: true });
    expect(found.get('a')?.vectors['text']).toEqual(Float32Array.from(unit));
  });

  it.each([
    ['gzip', gzipSync],
    ['zstd', zstdCompressSync],
  ])('packed by %s in several pieces is read to its end', async (_name, pack) => {
    const line = (n: number): string => `{"id":"${n}","values":[0.6,0,0.8]}\n`;
    const pieces = [0, 1, 2, 3].map((n) => pack(Buffer.from(line(n) + line(n + 10))));
    const found = await imported(await fileOf(Buffer.concat(pieces), 'theirs.bin'));
    expect(found.size).toBe(8);
  });
});

describe('what is wrong with a file is said with its row, before anything is written', () => {
  const good = '{"id":"a","values":[0.6,0,0.8]}\n';
  const many = Array.from({ length: 9 }, (_, n) => good.replace('a', `a${n}`)).join('');
  it.each([
    ['a line that is cut', `${good}{"id":"b","val`, /theirs.jsonl:2: is not JSON/],
    ['NaN', `${good}{"id":"b","values":[NaN,0,1]}`, /:2: is not JSON/],
    [
      'null in a vector',
      `${good}{"id":"b","values":[null,0,1]}`,
      /:2.values: holds null at position 0/,
    ],
    [
      'a number too large for 32 bits',
      `${good}{"id":"b","values":[1e39,0,1]}`,
      /:2.vectors.text: holds Infinity at position 0/,
    ],
    [
      'another length',
      `${good}{"id":"b","values":[0.6,0.8]}`,
      /:2.vectors.text: has 2 dimensions where 3 are expected/,
    ],
    ['zeros', `${good}{"id":"b","values":[0,0,0]}`, /:2.vectors.text: is all zeros/],
    [
      'a text for a vector',
      `${good}{"id":"b","values":"0.6"}`,
      /:2.values: must be an array of numbers, got "0.6"/,
    ],
    [
      'no vector',
      `${good}{"id":"b"}`,
      /:2: has nothing in values; the row has id, so name the column/,
    ],
    ['no id', `${good}{"values":[0.6,0,0.8]}`, /:2.id: is not there; the row has values/],
    [
      'an id twice',
      `${good}\n${good}`,
      /:3: has the id "a", and so has .*theirs.jsonl:1; each may be there once/,
    ],
    [
      'half of a surrogate pair',
      `${good}{"id":"\\ud83d","values":[0.6,0,0.8]}`,
      /:2.id: holds half of a surrogate pair/,
    ],
    [
      'a number that doubles change',
      `{"id":"b","n":9007199254740993,"values":[0.6,0,0.8]}`,
      /:1: holds the number 9007199254740993/,
    ],
    ['no object', `${good}[1]`, /:2: must be an object, got an array/],
    [
      'a key twice',
      `${good}{"id":"b","id":"c","values":[0.6,0,0.8]}`,
      /:2: has the key "id" twice/,
    ],
    ['nothing', '', /is empty/],
  ])('%s', async (_name, text, message) => {
    const to = memoryStore({ collection: 'ours' });
    const file = recordFile(await fileOf(text), { attach: { ...attach, metadata: ['*'] } });
    await expect(copy(file, to)).rejects.toThrow(message);
    expect(await to.describe()).toBeUndefined();
  });

  it.each([
    ['bytes that are not UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), /:1: is not UTF-8/],
    ['UTF-16', Buffer.from(`\uFEFF${good}`, 'utf16le'), /is UTF-16, and JSONL is UTF-8/],
    ['a zip archive', Buffer.from('PK\u0003\u0004rest'), /is a zip archive; unpack it first/],
    [
      'gzip that is cut',
      gzipSync(Buffer.from(many)).subarray(0, -9),
      /is cut short: its gzip ends after line/,
    ],
    [
      'zstd that is cut',
      zstdCompressSync(Buffer.from(many)).subarray(0, -3),
      /is cut short: its zstd ends after line/,
    ],
    [
      'zstd with other bytes behind it',
      Buffer.concat([zstdCompressSync(Buffer.from(good)), Buffer.from('rest')]),
      /is damaged/,
    ],
  ])('%s', async (_name, bytes, message) => {
    const to = memoryStore({ collection: 'ours' });
    await expect(copy(recordFile(await fileOf(bytes), { attach }), to)).rejects.toThrow(message);
    expect(await to.describe()).toBeUndefined();
  });

  it('a snapshot of Qdrant, by what it holds or by its name', async () => {
    const tar = Buffer.alloc(1024);
    tar.write('0/wal/', 0);
    tar.write('ustar', 257);
    for (const path of [await fileOf(tar, 'photos'), await fileOf('x', 'photos-1.snapshot')])
      await expect(
        copy(recordFile(path, { attach }), memoryStore({ collection: 'ours' })),
      ).rejects.toMatchObject({
        code: 'unsupported',
        message: expect.stringContaining('restore it in Qdrant, then copy from there') as string,
      });
  });

  it('a file of nestvec’s own that is cut, put together of two, or of a newer version', async () => {
    const from = await fill(memoryStore({ collection: 'photos' }), recordsOf(20));
    const path = join(await temporaryFolder(), 'photos.jsonl');
    await copy(from, recordFile(path));
    const whole = await readFile(path, 'utf8');
    const lines = whole.trimEnd().split('\n');
    const cases: readonly (readonly [string, RegExp])[] = [
      [lines.slice(0, 15).join('\n'), /is cut short: its last line, which says how many/],
      [
        [...lines.slice(0, 5), ...lines.slice(6)].join('\n'),
        /says that it has 20 records, and has 19/,
      ],
      [whole + whole, /:23: comes after the end/],
      [
        whole.replace('"records":1', '"records":2'),
        /written by another version of nestvec; update/,
      ],
      [whole.replace('"dimensions":128', '"dimensions":64'), /dimensions/],
      [whole.replace(/"metadata":\{[^\n]*?\},"vectors"/, '"metadata":[],"vectors"'), /:2.metadata/],
      [
        whole.replace('"text":"text of 0', '"txt":"text of 0'),
        /:2: unknown field txt; did you mean text/,
      ],
    ];
    for (const [text, message] of cases) {
      const to = memoryStore({ collection: 'ours' });
      await writeFile(path, text);
      await expect(copy(recordFile(path), to), text.slice(0, 80)).rejects.toThrow(message);
      expect(await to.describe()).toBeUndefined();
    }
    await writeFile(path, whole);
    await expect(
      copy(recordFile(path, { attach }), memoryStore({ collection: 'ours' })),
    ).rejects.toThrow('attach: is for files of other tools');
    await writeFile(path, lines.slice(1, -1).join('\n'));
    await expect(copy(recordFile(path), memoryStore({ collection: 'ours' }))).rejects.toThrow(
      'attach: says what a file holds that nestvec did not write',
    );
  });
});
