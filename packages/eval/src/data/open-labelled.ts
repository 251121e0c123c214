import { join } from 'node:path';
import { checkPath, parseInput } from '@nestvec/core/kit';
import { z } from 'zod';
import { classFolders } from './class-folders.ts';
import type { LabelledDataset } from './dataset.ts';
import { checkThere, isThere } from './files.ts';
import { webdataset } from './webdataset.ts';

/** Options of `openLabelledImages`. */
export interface LabelledOptions {
  /** Of a data set in shards. Default `test`. */
  readonly split?: string | undefined;
}

const schema = z.strictObject({ split: z.string().min(1).optional() });

/**
 * Opens images with their classes: shards of CLIP_benchmark (a folder with `classnames.txt`), or one folder a class. Images are opened
 * later, one by one. Rejects with `not-found` or `invalid-input` that says what is wrong where.
 */
export async function openLabelledImages(
  path: string,
  options: LabelledOptions = {},
): Promise<LabelledDataset> {
  checkPath(path);
  const { split } = parseInput(schema, options, 'options');
  await checkThere(path, 'it is the folder of the data set', 'where you keep it');
  return (await isThere(join(path, 'classnames.txt')))
    ? await webdataset(path, split)
    : await classFolders(path);
}
