import { createQueue } from '../queue.ts';
import { decode } from './decode.ts';
import { type Deadline, withDeadline } from './deadline.ts';
import { describeImage, isImageInput } from './describe.ts';
import { fit } from './geometry.ts';
import { readHeader } from './header.ts';
import { createHttpReader } from './http.ts';
import { imageError } from './image-error.ts';
import type { ImageLimits } from './limits.ts';
import { readImage } from './read-image.ts';
import { resizeAndCrop } from './resize.ts';

/** Makes a model's square out of pictures of any kind. */
export interface ImageReader {
  /** `size * size * 3` bytes in rows, red first. Rejects with `image`, `aborted`, or `missing-dependency` without sharp. */
  read(input: unknown, signal: AbortSignal | undefined): Promise<Uint8Array>;
  /** Closes connections that were kept open. */
  close(): void;
}

/** Pictures with more pixels are decoded one at a time, since each takes three bytes a pixel. */
const largePixels = 25_000_000;

/** `size` is the side of the square in pixels. */
export function createImageReader(size: number, limits: ImageLimits): ImageReader {
  const { timeoutMs, maxPixels } = limits;
  const http = createHttpReader(limits);
  const oneAtATime = createQueue();
  return {
    async read(input, signal) {
      const source = describeImage(input);
      if (!isImageInput(input)) {
        const kind = input === null ? 'null' : typeof input;
        const problem = `a picture is a path, a URL, bytes, a Blob, a stream or { base64 }, not ${kind}`;
        throw imageError(source, 'unsupported-input', problem);
      }
      const within = async <Result>(
        done: Deadline['done'],
        work: (until: AbortSignal) => Promise<Result>,
      ): Promise<Result> => await withDeadline({ source, timeoutMs, done }, signal, work);
      const bytes = await within('read', async (until) => readImage(input, limits, http, until));
      const header = await within('decoded', async () =>
        readHeader(bytes, source, size, maxPixels),
      );
      const makeSquare = async (): Promise<Uint8Array> => {
        // A drawing is rendered in one go that nothing can interrupt; then it ends on its own, in the background.
        const image = await within('decoded', async () => decode(bytes, source, header, timeoutMs));
        return resizeAndCrop(image, fit(image.width, image.height, size), size);
      };
      return header.pixels > largePixels ? await oneAtATime(makeSquare) : await makeSquare();
    },
    close() {
      http.close();
    },
  };
}
