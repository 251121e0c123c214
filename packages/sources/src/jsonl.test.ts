import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Item, isNestvecError, type SourceFailure } from '@nestvec/core';
import { collect } from './__fixtures__/collect.ts';
import { jsonl, type JsonlOptions } from './jsonl.ts';

let root: string;
let file: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'nestvec-jsonl-'));
  file = join(root, 'items.jsonl');
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function read(
  content: string | Uint8Array,
  options?: JsonlOptions,
): Promise<(Item | SourceFailure)[]> {
  await writeFile(file, content);
  return await collect(jsonl(file, options));
}

async function problem(line: string): Promise<string> {
  const [entry] = await read(line);
  return entry !== undefined && 'error' in entry ? entry.error.message : 'none';
}

describe('jsonl', () => {
  it('gives rows as items, with every field', async () => {
    const row = {
      id: '1',
      text: 'red shoe',
      metadata: { price: 3, tags: ['a'] },
      uri: 'u',
      parentId: 'p',
      source: 's',
    };
    expect(await read(`${JSON.stringify(row)}\n`)).toEqual([row]);
  });

  it('names the file as the source of a row that names none', async () => {
    expect(await read('{"id":"1","text":"x"}')).toEqual([{ id: '1', text: 'x', source: file }]);
  });

  it.each([
    ['a path below the file', 'pictures/a.webp', (at: string) => join(at, 'pictures/a.webp')],
    ['a path above it', '../a.webp', (at: string) => join(at, '../a.webp')],
    ['an absolute path', '/tmp/a.webp', () => '/tmp/a.webp'],
    ['a web address', 'https://example.org/a.webp', () => 'https://example.org/a.webp'],
    ['a data URL', 'data:image/png;base64,AA', () => 'data:image/png;base64,AA'],
    ['a file URL', 'file:///tmp/a.webp', () => 'file:///tmp/a.webp'],
  ])('reads an image given as %s', async (_, image, expected) => {
    expect(await read(JSON.stringify({ id: '1', image }))).toMatchObject([
      { image: expected(root) },
    ]);
  });

  it('reads an image given as base64', async () => {
    expect(await read('{"id":"1","image":{"base64":"AA=="}}')).toMatchObject([
      { image: { base64: 'AA==' } },
    ]);
  });

  it('reads a byte order mark, Windows line ends, empty lines and a last line without an end', async () => {
    const rows = await read('\uFEFF{"id":"1","text":"a"}\r\n\r\n  \n{"id":"2","text":"b"}');
    expect(rows.map(({ id }) => id)).toEqual(['1', '2']);
  });

  it('keeps a line separator within a text', async () => {
    expect(await read('{"id":"1","text":"a\u2028b"}\n')).toMatchObject([{ text: 'a\u2028b' }]);
  });

  it('reads a line that spans many chunks', async () => {
    const text = 'ä'.repeat(300_000);
    expect(await read(`${JSON.stringify({ id: '1', text })}\n{"id":"2"}\n`)).toMatchObject([
      { text },
      { id: '2' },
    ]);
  });

  it('reports a line longer than allowed, whatever follows it, and goes on', async () => {
    const long = JSON.stringify({ id: '1', text: 'x'.repeat(200_000) });
    const [first, second] = await read(`${long}\n{"id":"2","text":"b"}\n`, { maxLineBytes: 1000 });
    expect(first).toMatchObject({
      id: 'items.jsonl:1',
      error: { message: 'items.jsonl:1: is longer than 1000 bytes (maxLineBytes)' },
    });
    expect(second).toMatchObject({ id: '2' });
  });

  it('names a broken row by file and line and goes on', async () => {
    const [one, two, three] = await read('{"id":"1","text":"a"}\n{"id":\n{"id":"3","text":"c"}\n');
    expect(one).toMatchObject({ id: '1' });
    expect(two).toMatchObject({ id: 'items.jsonl:2', error: { code: 'invalid-input' } });
    expect(three).toMatchObject({ id: '3' });
  });

  it.each([
    ['{"id":', 'items.jsonl:1: is not JSON ('],
    [
      '{"id":"1","text":"a","text":"b"}',
      'items.jsonl:1: has the key "text" twice, of which JSON readers keep the last alone',
    ],
    ['{"id":"1","text":"a","metadata":{"x":1,"x":2}}', 'items.jsonl:1: has the key "x" twice'],
    ['[1]', 'items.jsonl:1: must be an object'],
    ['{"text":"a"}', 'items.jsonl:1.id: must be a string'],
    ['{"id":7,"text":"a"}', 'items.jsonl:1.id: must be a string'],
    ['{"id":"1","text":7}', 'items.jsonl:1.text: must be a string'],
    ['{"id":"1","image":7}', 'items.jsonl:1.image: must be a path, a URL or { "base64": "…" }'],
    ['{"id":"1","metadata":[]}', 'items.jsonl:1.metadata: must be an object'],
    [
      '{"id":"1","price":7}',
      'items.jsonl:1: has the unknown key "price"; what is yours goes into "metadata"',
    ],
  ])('says what is wrong with %s', async (line, expected) => {
    expect(await problem(line)).toContain(expected);
  });

  it('keeps a text with control characters, and reports them', async () => {
    const rows = await read('{"id":"a","text":"x\\u0000\\u001by\\n"}\n{"id":"b","text":"\\t"}\n');
    expect(
      rows.map((row) => ('error' in row ? [row.id, row.error.message, row.hides] : row.id)),
    ).toEqual([
      'a',
      [
        'items.jsonl:1',
        'items.jsonl:1: its text holds the control character U+0000 in line 1 (2 in all)',
        [],
      ],
      'b',
    ]);
  });

  it('reports a line that is not UTF-8', async () => {
    const [entry] = await read(Uint8Array.of(0x7b, 0xff, 0x7d));
    expect(entry).toMatchObject({
      error: { message: expect.stringContaining('items.jsonl:1: is not UTF-8; convert it') },
    });
  });

  it('reads the encoding that is named, unless the whole file is UTF-8', async () => {
    const row = '{"id":"1","text":"Käse"}\n';
    const encoding = 'windows-1252';
    expect(await read(Buffer.from(row, 'latin1'), { encoding })).toMatchObject([{ text: 'Käse' }]);
    expect(await read(row, { encoding })).toMatchObject([{ text: 'Käse' }]);
  });

  it('says what to do with UTF-16 that has no byte order mark', async () => {
    const [row] = await read(Buffer.from('{"id":"a","text":"x"}', 'utf16le'));
    expect(row).toMatchObject({
      error: { message: expect.stringContaining('name its encoding (encoding), such as utf-16le') },
    });
  });

  it('reads UTF-16 by its byte order mark, and lines that end with a carriage return alone', async () => {
    const rows = '\uFEFF{"id":"1","text":"Käse"}\n{"id":"2","text":"世界"}\n';
    expect(await read(Buffer.from(rows, 'utf16le'))).toMatchObject([
      { text: 'Käse' },
      { text: '世界' },
    ]);
    expect((await read('{"id":"1"}\r{"id":"2"}\r')).map(({ id }) => id)).toEqual(['1', '2']);
  });

  it.each(['{"id":"1","metadata":{"sku":9007199254740993}}', '{"id":12345678901234567890}'])(
    'refuses a number that JSON readers change: %s',
    async (line) => {
      expect(await problem(line)).toContain('is beyond 2^53 - 1; write it as a string');
    },
  );

  it('refuses a misspelt option and suggests the right one', async () => {
    await expect(read('{"id":"1"}', { encodnig: 'x' } as JsonlOptions)).rejects.toThrow(
      'did you mean encoding?',
    );
  });

  it('stops with the signal', async () => {
    const failure = await read('{"id":"1"}', { signal: AbortSignal.abort() }).catch(
      (error: unknown) => error,
    );
    expect(isNestvecError(failure, 'aborted')).toBe(true);
  });
});

describe('a file that can not be read', () => {
  it('rejects with not-found where it does not exist', async () => {
    await expect(collect(jsonl(join(root, 'missing.jsonl')))).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  it('says that a folder is not a file', async () => {
    await expect(collect(jsonl(root))).rejects.toThrow('is a folder, not a JSONL file');
  });

  it('says that an empty one has no rows', async () => {
    await expect(read('\n\n')).rejects.toThrow(`${file} has no rows`);
  });
});
