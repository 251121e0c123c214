import { mkdtemp } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type sharpModule from 'sharp';

const core = createRequire(new URL('../../packages/core/package.json', import.meta.url));
/** What core itself has installed. */
export const sharp = core('sharp') as typeof sharpModule; // a package without ESM, which `require` has no type for

/** Sizes and formats as a catalogue has them: photos of phones, of shops, thumbnails, drawings. */
const kinds = [
  { width: 4000, height: 3000, format: 'jpeg' },
  { width: 1600, height: 1200, format: 'jpeg' },
  { width: 900, height: 1350, format: 'jpeg' },
  { width: 800, height: 800, format: 'webp' },
  { width: 1200, height: 628, format: 'png' },
  { width: 640, height: 480, format: 'jpeg' },
] as const;

/** A new folder with `count` photos of mixed sizes and formats, made of noise of a few pixels' size, and their paths. */
export async function photos(
  count: number,
): Promise<{ readonly folder: string; readonly paths: readonly string[] }> {
  const folder = await mkdtemp(join(tmpdir(), 'nestvec-photos-'));
  const paths: string[] = [];
  for (let i = 0; i < count; i++) {
    const { width, height, format } = kinds[i % kinds.length] ?? kinds[0];
    const noise = { type: 'gaussian', mean: 90 + ((i * 37) % 80), sigma: 40 } as const;
    const small = { width: Math.ceil(width / 6), height: Math.ceil(height / 6) };
    const grain = await sharp({
      create: { ...small, channels: 3, background: '#000', noise },
    })
      .png()
      .toBuffer();
    const path = join(folder, `photo-${i}.${format}`);
    await sharp(grain).resize(width, height).toFormat(format, { quality: 85 }).toFile(path);
    paths.push(path);
  }
  return { folder, paths };
}
