import { z } from 'zod';
import type { Interpolation } from '../image/geometry.ts';
import { modelError } from './model-error.ts';
import { readJson } from './read-json.ts';
import type { Preprocessing } from './sides.ts';

const shareOfOne =
  'must be from 0 to 1: colours are on that scale, so divide what is meant for 0 to 255 by 255';

/** Mean of a channel. */
const mean = z.number().min(0, shareOfOne).max(1, shareOfOne);

/** Deviation of a channel; with one near 0 every colour would be as good as infinite. */
const deviation = z
  .number()
  .min(0.001, 'must be from 0.001 to 1, since colours are from 0 to 1')
  .max(1, 'must be from 0.001 to 1, since colours are from 0 to 1');

/** What is taken from the channels, red first, and what they are divided by then. */
export const meanSchema: z.ZodType<readonly [number, number, number]> = z.tuple([mean, mean, mean]);
export const deviationSchema: z.ZodType<readonly [number, number, number]> = z.tuple([
  deviation,
  deviation,
  deviation,
]);

const triple = z.tuple([z.number(), z.number(), z.number()]);

/** As Jina writes it. */
const jinaSchema = z.object({
  size: z.int().positive(),
  resize_mode: z.literal('shortest', 'must be "shortest": nestvec crops as jina-clip-v2 does'),
  interpolation: z.literal('bicubic', 'must be "bicubic", as for jina-clip-v2'),
  mean: meanSchema,
  std: deviationSchema,
});

const name = 'preprocessor_config.json';

/** preprocessor_config.json of a model of jina-clip-v2's kind. Throws `model` where it says anything that nestvec does not do. */
export async function readJinaPixels(directory: string): Promise<Preprocessing> {
  const { size, mean, std } = await readJson(directory, name, jinaSchema);
  return { size, edge: size, fit: 'crop', interpolation: 'bicubic', mean, std };
}

const square = z.union([
  z.int().positive(),
  z.object({ shortest_edge: z.int().positive() }).transform(({ shortest_edge }) => shortest_edge),
  z
    .object({ height: z.int().positive(), width: z.int().positive() })
    .transform(({ height, width }) => (height === width ? height : `${width} x ${height}`)),
]);

/** As Jina or as Transformers writes it for CLIP; only what is there is looked at. */
const looseSchema = z.object({
  size: square.optional(),
  crop_size: square.optional(),
  resize_mode: z.string().optional(),
  interpolation: z.string().optional(),
  resample: z.int().optional(),
  do_center_crop: z.boolean().optional(),
  do_normalize: z.boolean().optional(),
  mean: triple.optional(),
  std: triple.optional(),
  image_mean: triple.optional(),
  image_std: triple.optional(),
});

/** Pillow's numbers of its kernels. */
const kernels: Readonly<Record<Interpolation, number>> = { bilinear: 2, bicubic: 3 };

/**
 * Compares preprocessor_config.json with what a row of the table says, whichever of its two spellings it has. Throws `model` with
 * everything that differs.
 */
export async function checkPixels(directory: string, pixels: Preprocessing): Promise<void> {
  const found = await readJson(directory, name, looseSchema);
  const { size, edge, interpolation, fit, mean, std } = pixels;
  const expected: Record<keyof typeof found, unknown> = {
    size: edge,
    crop_size: size,
    resize_mode: fit === 'crop' ? 'shortest' : 'squash',
    interpolation,
    resample: kernels[interpolation],
    do_center_crop: fit === 'crop',
    do_normalize: true,
    mean,
    std,
    image_mean: mean,
    image_std: std,
  };
  const differences = Object.entries(expected).flatMap(([field, want]) => {
    const own: unknown = Reflect.get(found, field);
    if (own === undefined || isAlike(own, want)) return [];
    return [`${field} is ${JSON.stringify(own)} where ${JSON.stringify(want)} is expected`];
  });
  if (differences.length > 0) throw modelError(directory, `${name}: ${differences.join('; ')}`);
}

/** Numbers within what their spelling rounds off. */
function isAlike(own: unknown, want: unknown): boolean {
  if (typeof own === 'number' && typeof want === 'number') return Math.abs(own - want) < 1e-6;
  if (Array.isArray(own) && Array.isArray(want))
    return own.length === want.length && own.every((value, index) => isAlike(value, want[index]));
  return own === want;
}
