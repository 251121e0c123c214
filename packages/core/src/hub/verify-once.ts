import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { modelError } from '../onnx/model-error.ts';
import type { CallOptions } from '../async/signal.ts';
import { ifWritable, orMissing } from './errno.ts';
import type { FoundModel } from './find.ts';
import { modelLayout } from './layout.ts';
import { completeVariant } from './snapshot.ts';
import { verifyFiles } from './verify.ts';
import { writeFileAtomically } from './write-file.ts';

/**
 * Takes the checksums of a variant's files the first time that it is used, and again after one of them was changed; a cache that may
 * only be read remembers nothing and is verified each time. Throws `model` with the file that is wrong.
 */
export async function verifyOnce(
  model: string,
  { directory, revision, weights }: FoundModel,
  options?: CallOptions,
): Promise<void> {
  const cache = dirname(dirname(dirname(directory)));
  const layout = modelLayout(cache, model);
  const complete = await completeVariant(layout, revision, weights);
  const paths = (complete?.files ?? []).map(({ path }) => path);
  const facts = await factsOf(directory, paths);
  const marker = join(layout.verified(revision), weights);
  if ((await orMissing(readFile(marker, 'utf8'))) === facts) return;
  const verified = await verifyFiles(directory, { ...options, paths });
  const wrong = verified.find(({ state }) => state === 'wrong' || state === 'missing');
  if (wrong !== undefined) {
    const found = wrong.state === 'missing' ? 'it is gone' : 'its checksum differs';
    const problem = `${wrong.path} is not the file that was published: ${found}; delete ${layout.root} and pull ${model} again`;
    throw modelError(directory, problem);
  }
  await ifWritable(writeFileAtomically(marker, facts));
}

/** Changes when a file's content does. */
async function factsOf(directory: string, paths: readonly string[]): Promise<string> {
  const lines: string[] = [];
  for (const path of paths) {
    const { size, mtimeMs } = await stat(join(directory, path));
    lines.push(`${path} ${size} ${mtimeMs}\n`);
  }
  return lines.join('');
}
