import { basename, dirname, join } from 'node:path';
import { invalid, parseInput } from '@nestvec/core/kit';
import { z } from 'zod';
import type { Caption, CaptionedImages } from './captions.ts';
import { checkThere } from './files.ts';

const karpathySchema = z.looseObject({
  dataset: z.string().optional(),
  images: z
    .array(
      z.looseObject({
        filename: z.string(),
        filepath: z.string().optional(),
        imgid: z.union([z.number(), z.string()]),
        split: z.string(),
        sentences: z.array(z.looseObject({ raw: z.string() })),
      }),
    )
    .min(1),
});

const cocoSchema = z.looseObject({
  images: z
    .array(z.looseObject({ id: z.union([z.number(), z.string()]), file_name: z.string() }))
    .min(1),
  annotations: z.array(
    z.looseObject({ image_id: z.union([z.number(), z.string()]), caption: z.string() }),
  ),
});

const photos =
  'the photos of COCO (cocodataset.org) or Flickr30k (shannon.cs.illinois.edu/DenotationGraph)';

/** Whether JSON is of Karpathy's splits, rather than COCO's own captions. */
export function isKarpathy(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    'images' in value &&
    Array.isArray(value.images) &&
    !('annotations' in value)
  );
}

/**
 * Karpathy's `dataset_coco.json`, `dataset_flickr30k.json` and `dataset_flickr8k.json`: the images of one split with their sentences
 * as written (`raw`). Images lie below `images`, by default the folder of the file.
 */
export async function karpathyCaptions(
  value: unknown,
  path: string,
  {
    images: folder = dirname(path),
    split = 'test',
  }: { images?: string | undefined; split?: string | undefined },
): Promise<CaptionedImages> {
  const data = parseInput(karpathySchema, value, path);
  const chosen = data.images.filter((image) => image.split === split);
  if (chosen.length === 0) {
    const splits = [...new Set(data.images.map((image) => image.split))].join(', ');
    throw invalid('split', `${path} has no images of the split ${split}; it has ${splits}`);
  }
  const images = new Map<string, string>();
  const captions: Caption[] = [];
  for (const { imgid, filename, filepath = '', sentences } of chosen) {
    const id = String(imgid);
    if (images.has(id)) throw invalid(path, `has the image ${id} twice`);
    images.set(id, join(folder, filepath, filename));
    for (const { raw } of sentences) captions.push({ image: id, text: raw.trim() });
  }
  await checkFirst(images);
  return { name: `${data.dataset ?? basename(path)} ${split}`, images, captions, notes: [] };
}

/** COCO's `captions_val2014.json` and its like. Images without a caption are left out. */
export async function cocoCaptions(
  value: unknown,
  path: string,
  { images: folder = dirname(path) }: { images?: string | undefined },
): Promise<CaptionedImages> {
  const data = parseInput(cocoSchema, value, path);
  const captioned = new Set(data.annotations.map((one) => String(one.image_id)));
  const images = new Map<string, string>();
  for (const { id, file_name: file } of data.images) {
    if (images.has(String(id))) throw invalid(path, `has the image ${id} twice`);
    if (captioned.has(String(id))) images.set(String(id), join(folder, file));
  }
  for (const { image_id: image } of data.annotations)
    if (!images.has(String(image)))
      throw invalid(path, `has a caption of the unknown image ${image}`);
  await checkFirst(images);
  const left = data.images.length - images.size;
  return {
    name: basename(path),
    images,
    captions: data.annotations.map((one) => ({
      image: String(one.image_id),
      text: one.caption.trim(),
    })),
    notes: left === 0 ? [] : [`${left} images without a caption are left out`],
  };
}

async function checkFirst(images: ReadonlyMap<string, string>): Promise<void> {
  const [first] = images.values();
  if (first !== undefined)
    await checkThere(
      first,
      'it is an image of this data set; name the folder of its images',
      photos,
    );
}
