import { type FileHandle, open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { invalid, messageOf } from '@nestvec/core/kit';
import type { Io } from '../io.ts';

/** Where rows of JSONL go, one by one, so that a folder of any size takes no more memory than a small one. */
interface Rows {
  add(row: object): Promise<void>;
  /** Rows that were added. */
  readonly total: number;
  /** The rows themselves with `--json`, which is one document; else none. */
  readonly kept: readonly object[];
  close(): Promise<void>;
}

/** Opens the file of `--out`, else standard output. Rejects with `invalid-input` for a file that can't be written, before anything is embedded. */
export async function openRows(
  { out, json }: { readonly out?: string; readonly json: boolean },
  io: Io,
): Promise<Rows> {
  const file = out === undefined ? undefined : await openFile(out, io);
  const kept: object[] = [];
  let total = 0;
  return {
    async add(row) {
      total++;
      if (json) kept.push(row);
      const line = `${JSON.stringify(row)}\n`;
      if (file !== undefined) await file.appendFile(line);
      else if (!json) io.stdout.write(line);
    },
    get total() {
      return total;
    },
    kept,
    close: async () => await file?.close(),
  };
}

async function openFile(out: string, { cwd }: Io): Promise<FileHandle> {
  try {
    return await open(resolve(cwd, out), 'w');
  } catch (error) {
    throw invalid('--out', `${out} can't be written (${messageOf(error)})`, error);
  }
}
