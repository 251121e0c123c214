import { stat } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import type { CollectionSpec } from '@nestvec/core';
import { checkPath, invalid, parseInput } from '@nestvec/core/kit';
import { fieldTypes } from '@nestvec/core/store';
import { openSource } from '@nestvec/sources';
import { pathError } from '@nestvec/sources/kit';
import { z } from 'zod';
import { beirDataset, isBeir } from './beir.ts';
import { type CaptionChoice, captionDataset } from './captions.ts';
import type { RetrievalDataset } from './dataset.ts';
import { isThere, readWholeJson } from './files.ts';
import { cocoCaptions, isKarpathy, karpathyCaptions } from './karpathy.ts';
import { crossmodalCaptions, xtdCaptions } from './multilingual.ts';
import { pairDataset, queryDataset } from './queries.ts';

/** Options of `openDataset`. */
export interface DatasetOptions {
  /** Folder of the images, where it is not where the data set keeps them. */
  readonly images?: string | undefined;
  /** Default `test`. */
  readonly split?: string | undefined;
  /** Languages, as the data set names them. Default: all that it has. */
  readonly languages?: readonly string[] | undefined;
  /**
   * Captions of an image that take part. Default `all`, as CLIP_benchmark does for COCO and Flickr30k; of Crossmodal-3600 it takes the
   * `first`, and so is the default there.
   */
  readonly captions?: CaptionChoice | undefined;
  /** JSONL or CSV with queries and the ids that answer them, where the path holds documents of one's own. */
  readonly queries?: string | undefined;
  /** Types of the documents' metadata that queries filter by, with `queries`. Default: none. */
  readonly fields?: CollectionSpec['fields'];
}

const schema = z.strictObject({
  images: z.string().min(1).optional(),
  split: z.string().min(1).optional(),
  languages: z.array(z.string().min(1)).min(1).optional(),
  captions: z.union([z.enum(['all', 'first']), z.int().positive()]).optional(),
  queries: z.string().min(1).optional(),
  fields: z.record(z.string(), z.enum(fieldTypes)).optional(),
});

/**
 * Opens what lies at a path as queries, documents and judgements, by what is in it: Karpathy's JSON, COCO's captions, a folder of
 * Crossmodal-3600, XTD10, BEIR or MTEB, or a folder, JSONL or CSV of one's own: with `queries`, or with items that have both a
 * text and an image, which then find each other. Images are opened later, one by one.
 *
 * Rejects with `not-found` that says what a missing file is and where it is to be had, and with `invalid-input` for what contradicts
 * itself: ids that are there twice or unknown, and languages without captions. Parquet files need hyparquet, else `missing-dependency`.
 */
export async function openDataset(
  path: string,
  options: DatasetOptions = {},
): Promise<RetrievalDataset> {
  checkPath(path);
  const given = parseInput(schema, options, 'options');
  const facts = await stat(path).catch((error: unknown) => {
    throw pathError(path, error);
  });
  const { captions = 'all', languages } = given;
  if (given.queries !== undefined)
    return ofLanguages(
      await queryDataset(await openSource(path), given.queries, given.fields),
      languages,
    );
  if (given.fields !== undefined)
    throw invalid('options.fields', 'goes together with options.queries, which filter by them');
  if (facts.isDirectory()) {
    if (await isThere(join(path, 'captions.jsonl')))
      return captionDataset(
        await crossmodalCaptions(path, given.images),
        given.captions ?? 'first',
        languages,
      );
    if (await isThere(join(path, 'XTD10')))
      return captionDataset(await xtdCaptions(path, given.images), captions, languages);
    if (await isBeir(path)) return await beirDataset(path, given);
    if (await isThere(join(path, 'classnames.txt')))
      throw invalid('path', `${path} holds classes; open it with openLabelledImages`);
  } else if (extname(path).toLowerCase() === '.json') {
    const value = await readWholeJson(path);
    const read = isKarpathy(value) ? karpathyCaptions : cocoCaptions;
    return captionDataset(await read(value, path, given), captions, languages);
  }
  return ofLanguages(
    await pairDataset(await openSource(path), basename(resolve(path)), captions),
    languages,
  );
}

function ofLanguages(
  dataset: RetrievalDataset,
  languages: readonly string[] | undefined,
): RetrievalDataset {
  if (languages === undefined) return dataset;
  const { name, tasks } = dataset;
  for (const language of languages)
    if (!tasks.some((task) => task.language === language))
      throw invalid('options.languages', `${name} has nothing in ${language}`);
  const kept = tasks.filter(
    ({ language }) => language !== undefined && languages.includes(language),
  );
  return { ...dataset, tasks: kept };
}
