import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { goldenPath } from './golden.ts';

/** Whose tokenizer a row has that brings none of its own (golden/make-rows.py). */
const tokenizers: Readonly<Record<string, string>> = {
  'jina-embeddings-v3': 'tiny',
  'jina-clip-v1-whole': 'rows/jina-clip-v1',
};

/** A copy of a directory of golden/make-rows.py, gone after the test; JSON files can be changed. */
export async function rowDirectory(
  row: string,
  changes: Readonly<Record<string, (content: Record<string, unknown>) => unknown>> = {},
): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'nestvec-row-'));
  onTestFinished(async () => await rm(directory, { recursive: true }));
  await cp(goldenPath(`rows/${row}`), directory, { recursive: true });
  const other = tokenizers[row];
  if (other !== undefined) await cp(goldenPath(`${other}/tokenizer.json`), join(directory, 'tokenizer.json'));
  for (const [name, change] of Object.entries(changes)) {
    const path = join(directory, name);
    // Files of golden/make-rows.py, each of which holds an object.
    const content = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
    await writeFile(path, JSON.stringify(change(content)));
  }
  return directory;
}
