import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isForeign, type Machine } from './platform.ts';

/** What a package's own files take. */
export interface Measured {
  readonly bytes: number;
  /** Of them, those for other machines. */
  readonly foreignBytes: number;
  /** Folders and files that hold nothing else, the largest folder of each. */
  readonly foreign: readonly string[];
}

/** The files of a package without what is installed inside of it; links are not followed. */
export async function measure(folder: string, here: Machine): Promise<Measured> {
  return await measureWithin(folder, '', here);
}

async function measureWithin(folder: string, within: string, here: Machine): Promise<Measured> {
  const parts: Measured[] = [];
  for (const entry of await readdir(join(folder, within), { withFileTypes: true })) {
    const path = within === '' ? entry.name : `${within}/${entry.name}`;
    if (entry.isDirectory()) {
      if (entry.name !== 'node_modules') parts.push(await measureWithin(folder, path, here));
    } else if (entry.isFile()) {
      const bytes = (await lstat(join(folder, path))).size;
      const other = isForeign(path, here);
      parts.push({ bytes, foreignBytes: other ? bytes : 0, foreign: other ? [path] : [] });
    }
  }
  const bytes = sum(parts.map((part) => part.bytes));
  const foreignBytes = sum(parts.map((part) => part.foreignBytes));
  const isAll = within !== '' && bytes > 0 && bytes === foreignBytes;
  return { bytes, foreignBytes, foreign: isAll ? [within] : parts.flatMap((one) => one.foreign) };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
