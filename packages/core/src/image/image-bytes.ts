import { stat } from 'node:fs/promises';
import { isImageInput, isUrl } from './describe.ts';

/** Bytes of an image's file where they are known without reading it; 0 for a URL, a stream, or what is not an image. */
export async function imageBytes(image: unknown): Promise<number> {
  if (!isImageInput(image)) return 0;
  if (typeof image === 'string') {
    const found = isUrl(image) ? undefined : await stat(image).catch(() => undefined);
    return found?.isFile() ? found.size : 0;
  }
  if (image instanceof Uint8Array || image instanceof ArrayBuffer) return image.byteLength;
  if (image instanceof Blob) return image.size;
  return 'base64' in image ? Math.floor((image.base64.length * 3) / 4) : 0;
}
