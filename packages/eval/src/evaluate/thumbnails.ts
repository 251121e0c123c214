import type { CallOptions, ImageInput } from '@nestvec/core';
import { createImageIntake, imageLimitsSchema, loadSharp, throwIfAborted } from '@nestvec/core/kit';

/** Longer side in pixels. */
const side = 96;

/** Small images for a report. */
export interface Thumbnails {
  /** A data URI; `undefined` for an image that can't be opened again without the network, and where sharp is missing. */
  of(image: ImageInput, options: CallOptions): Promise<string | undefined>;
  close(): void;
}

/** Opens images as embedders do, but no addresses: the same image may be another one by now. */
export function openThumbnails(): Thumbnails {
  const limits = imageLimitsSchema.parse({ allow: ['path', 'data', 'base64', 'bytes'] });
  const intake = createImageIntake(side, limits);
  return {
    async of(image, { signal }) {
      try {
        const sharp = await loadSharp();
        const file = await intake.open(image, signal);
        const raster = await intake.decode(file, signal, (pixels) => pixels);
        const { width, height, data } = raster;
        const small = sharp(data, { raw: { width, height, channels: 3 } })
          .resize(side, side, { fit: 'inside', withoutEnlargement: true })
          .webp({ quality: 70 });
        return `data:image/webp;base64,${(await small.toBuffer()).toString('base64')}`;
      } catch {
        throwIfAborted({ signal }, 'evaluating');
        return undefined;
      }
    },
    close: () => intake.close(),
  };
}
