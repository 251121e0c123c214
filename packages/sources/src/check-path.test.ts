import { describe, expect, it } from 'vitest';
import { documents } from './documents.ts';
import { folder } from './folder.ts';
import { jsonl } from './jsonl.ts';
import { csv } from './table/csv.ts';

const sources = {
  csv: (path: string) => csv(path).next(),
  jsonl: (path: string) => jsonl(path).next(),
  folder: (path: string) => folder(path).next(),
  documents: async (path: string) => await documents(path),
};

describe.each(Object.entries(sources))('%s', (_name, read) => {
  it.each([undefined, null, 5, '', 'a\0b', ['a.csv'], {}])('refuses %j as a path', async (path) => {
    // Callers without types pass anything.
    await expect(read(path as never)).rejects.toThrow(
      /^path: must be the path of a file or folder, got /,
    );
  });
});
