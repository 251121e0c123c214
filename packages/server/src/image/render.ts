import { type ImageFile, type ImageIntake, loadSharp } from '@nestvec/core/kit';

/** Sides that images are shown at: the longer one is at most so many pixels. */
export const imageSizes = [128, 256, 512, 1024] as const;

/** Most seconds for one image. */
const seconds = 15;

/** What core decodes by rules of its own. */
const ownFormats: ReadonlySet<string> = new Set(['bmp', 'tiff', 'svg']);

/**
 * An image made anew, as WebP: upright, without what stood in the file besides its pixels, never larger than it was. Rejects with
 * `image`, or with what sharp says of a damaged one.
 */
export async function renderImage(
  file: ImageFile,
  size: number,
  intake: ImageIntake,
): Promise<Uint8Array> {
  const sharp = await loadSharp();
  const write = async (image: ReturnType<typeof sharp>): Promise<Uint8Array> =>
    await image
      .timeout({ seconds })
      .resize({ width: size, height: size, fit: 'inside', withoutEnlargement: true })
      .toColourspace('srgb')
      .webp({ quality: 82 })
      .toBuffer();
  const { bytes, header } = file;
  if (ownFormats.has(header.format)) {
    const raster = await intake.decode(file, undefined, (one) => one);
    const { data, width, height } = raster;
    return await write(sharp(data, { raw: { width, height, channels: 3 } }));
  }
  const limitInputPixels = header.pixels;
  return await intake.inTurn(file, async () =>
    write(sharp(bytes, { limitInputPixels, sequentialRead: true }).autoOrient()),
  );
}
