import { createQueue } from '../async/queue.ts';
import { type Deadline, withDeadline } from './deadline.ts';
import { decode, type Raster } from './decode.ts';
import { describeImage, isImageInput } from './describe.ts';
import { checkImageForm } from './forms.ts';
import { readHeader } from './header.ts';
import { createHttpReader } from './http.ts';
import { imageError } from './image-error.ts';
import type { ImageLimits } from './limits.ts';
import { readImage } from './read-image.ts';
import type { ImageFile } from './square-messages.ts';

/** Takes in images of any kind. Its calls reject with `image`, `aborted`, or `missing-dependency` without sharp. */
export interface ImageIntake {
  open(input: unknown, signal: AbortSignal | undefined): Promise<ImageFile>;
  /** Does something with an image; with a large one only when no other large one is in memory. */
  inTurn<Result>(file: ImageFile, work: () => Promise<Result>): Promise<Result>;
  /** Decodes an image, in turn, and makes something of its pixels. */
  decode<Result>(
    file: ImageFile,
    signal: AbortSignal | undefined,
    use: (image: Raster) => Result,
  ): Promise<Result>;
  /** Closes connections that were kept open. */
  close(): void;
}

/** Images with more pixels are decoded one at a time, since each takes three bytes a pixel. */
const largePixels = 25_000_000;

/**
 * `size` is the side in pixels that a drawing's shorter side is rendered at. What it takes rejects with `unsupported-input` for a form
 * that is not allowed.
 */
export function createImageIntake(size: number, limits: ImageLimits): ImageIntake {
  const { timeoutMs, maxPixels, allow } = limits;
  const http = createHttpReader(limits);
  const oneAtATime = createQueue();
  const within = async <Result>(
    source: string,
    done: Deadline['done'],
    signal: AbortSignal | undefined,
    work: (until: AbortSignal) => Promise<Result>,
  ): Promise<Result> => await withDeadline({ source, timeoutMs, done }, signal, work);
  const inTurn = async <Result>(
    { header }: ImageFile,
    work: () => Promise<Result>,
  ): Promise<Result> => (header.pixels > largePixels ? await oneAtATime(work) : await work());
  return {
    inTurn,
    async open(input, signal) {
      const source = describeImage(input);
      if (!isImageInput(input)) {
        const kind = input === null ? 'null' : typeof input;
        const problem = `an image is a path, a URL, bytes, a Blob, a stream or { base64 }, not ${kind}`;
        throw imageError(source, 'unsupported-input', problem);
      }
      checkImageForm(input, allow);
      const bytes = await within(source, 'read', signal, async (until) =>
        readImage(input, limits, http, until),
      );
      const header = await within(source, 'decoded', signal, async () =>
        readHeader(bytes, source, size, maxPixels),
      );
      return { bytes, header, source };
    },
    async decode(file, signal, use) {
      const { bytes, header, source } = file;
      return await inTurn(file, async () => {
        // A drawing is rendered in one go that nothing can interrupt; then it ends on its own, in the background.
        const image = await within(source, 'decoded', signal, async () =>
          decode(bytes, source, header, timeoutMs),
        );
        return use(image);
      });
    },
    close() {
      http.close();
    },
  };
}
