import { appendFileSync } from 'node:fs';
import { appendFile, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DocumentEntry } from '@nestvec/core';
import { collect } from './__fixtures__/collect.ts';
import { documents } from './documents.ts';
import { folder } from './folder.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'nestvec-steady-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const problem = 'was written to while it was read; run again';

/** Reads while something is added to the file again and again. */
async function whileGrowing<T>(path: string, read: () => Promise<T>): Promise<T> {
  const done = new AbortController();
  const grow = async (): Promise<void> => {
    for (; !done.signal.aborted; await setImmediate()) appendFileSync(path, ' ');
  };
  const growing = grow();
  try {
    return await read();
  } finally {
    done.abort();
    await growing;
  }
}

describe('a file that is written to while it is read', () => {
  it.each(['a.md', 'a.html', 'a.pdf', 'a.docx'])(
    'is a failure that stands for its records: %s',
    async (name) => {
      const path = join(root, name);
      await writeFile(path, 'word '.repeat(50_000));
      const read = async (): Promise<DocumentEntry[]> => await collect(await documents(root));
      expect(await whileGrowing(path, read)).toMatchObject([
        { id: name, error: { code: 'invalid-input', message: `path: ${path} ${problem}` } },
      ]);
      const [failure] = await whileGrowing(path, read);
      expect(failure).toHaveProperty('hides', [name]);
    },
  );

  it('is a failure as a whole text too', async () => {
    const path = join(root, 'a.txt');
    await writeFile(path, 'word '.repeat(50_000));
    const read = async (): Promise<unknown> => await collect(folder(root));
    const failures = [{ id: 'a.txt', error: { message: `path: ${path} ${problem}` } }];
    expect(await whileGrowing(path, read)).toMatchObject(failures);
  });

  // More lines than are held to find a table's delimiter.
  const ids = Array.from({ length: 60 }, (_, id) => `${id}`);
  const files = [
    ['a.jsonl', [...ids.map((id) => JSON.stringify({ id, text: 'a' })), '{"id":"60","text":"half']],
    ['a.csv', ['id,text', ...ids.map((id) => `${id},a`), '60,half']],
    ['b.csv', ['text', ...ids.map(() => 'a'), 'half']],
  ] as const;
  const changes = [
    ['grows', async (path: string) => await appendFile(path, ' a word')],
    ['shrinks', async (path: string) => await truncate(path, 5)],
  ] as const;
  const cases = files.flatMap(([name, rows]) =>
    changes.map(([how, change]) => ({ name, rows, how, change })),
  );

  it.each(cases)(
    'gives its rows up to then, no half one, and a failure that may stand for any: $name $how',
    async ({ name, rows, change }) => {
      const path = join(root, name);
      await writeFile(path, rows.join('\n'));
      const entries: DocumentEntry[] = [];
      for await (const entry of await documents(path)) {
        if (entries.push(entry) === 1) await change(path);
      }
      const failure = entries.pop();
      expect(entries.map((entry) => 'text' in entry && entry.text)).toEqual(ids.map(() => 'a'));
      const id = `${name}:${rows.length}`;
      const message = `${id}: and all behind it is left out, since the file ${problem}`;
      expect(failure).toMatchObject({ id, error: { message } });
      expect(failure).not.toHaveProperty('hides');
    },
  );

  it('gives nothing of the new content, where it has many pieces', async () => {
    const path = join(root, 'a.jsonl');
    const row = (id: number, text: string): string => `${JSON.stringify({ id: `${id}`, text })}\n`;
    const all = (sign: string): string =>
      Array.from({ length: 30 }, (_, id) => row(id, sign.repeat(50_000))).join('');
    await writeFile(path, all('a'));
    const entries: DocumentEntry[] = [];
    for await (const entry of await documents(path)) {
      if (entries.push(entry) === 1) await writeFile(path, all('bb'));
    }
    const texts = entries.flatMap((entry) => ('text' in entry ? [entry.text ?? ''] : []));
    expect(texts.join('')).toMatch(/^a+$/);
    expect(entries.at(-1)).toHaveProperty('error');
    expect(entries.length).toBeLessThan(31);
  });

  it('is read again as a whole once it stays', async () => {
    const path = join(root, 'a.txt');
    await writeFile(path, 'word '.repeat(50_000));
    await whileGrowing(path, async () => await collect(folder(root)));
    expect(await collect(folder(root))).toMatchObject([{ id: 'a.txt', uri: path }]);
  });
});

describe('a table whose end is not in its encoding', () => {
  it('stands for any row, since all behind it is missing', async () => {
    const path = join(root, 'a.csv');
    const good = Buffer.from('\ufefftext\na\n'.padEnd(150_000, 'x'), 'utf16le');
    await writeFile(path, Buffer.concat([good, Buffer.from([0x0a, 0x00, 0x00, 0xd8, 0x61, 0x00])]));
    const entries = await collect(await documents(path));
    expect(entries.at(-1)).toMatchObject({ error: { message: expect.stringContaining('UTF-16') } });
    expect(entries.at(-1)).not.toHaveProperty('hides');
  });
});

describe('lines that end with a carriage return and a line feed', () => {
  it('count once each where the first pair lies across the end of what is looked at', async () => {
    const path = join(root, 'a.jsonl');
    const first = '{"id":"1","text":"';
    await writeFile(path, `${first.padEnd(2 ** 16 - 3, 'x')}"}\r\n{"id":2}\r\n`);
    const entries = await collect(await documents(path));
    expect(entries.map(({ id }) => id)).toEqual(['1', 'a.jsonl:2']);
  });
});
