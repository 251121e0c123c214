import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** Runs work with the folder of a journal: the one that was asked for, else one that is gone afterwards. */
export async function withFolder<Result>(
  journal: string | undefined,
  work: (directory: string) => Promise<Result>,
): Promise<Result> {
  if (journal !== undefined) return await work(resolve(journal));
  const directory = await mkdtemp(join(tmpdir(), 'nestvec-copy-'));
  try {
    return await work(directory);
  } finally {
    await rm(directory, { recursive: true });
  }
}
