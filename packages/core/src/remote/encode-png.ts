import type { Raster } from '../image/decode.ts';
import { loadSharp } from '../image/load-sharp.ts';

/** An image as PNG, so that the service sees exactly these pixels. Rejects with `missing-dependency` without sharp. */
export async function encodePng({ data, width, height }: Raster): Promise<Buffer> {
  const sharp = await loadSharp();
  return await sharp(data, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
}
