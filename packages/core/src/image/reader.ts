import type { SquareRule } from './geometry.ts';
import { createImageIntake } from './intake.ts';
import type { ImageLimits } from './limits.ts';
import { squareOf } from './make-square.ts';
import { createSquares } from './squares.ts';

/** Makes a model's square out of images of any kind. */
export interface ImageReader {
  /** `size * size * 3` bytes in rows, red first. Rejects with `image`, `aborted`, or `missing-dependency` without sharp. */
  read(input: unknown, signal: AbortSignal | undefined): Promise<Uint8Array>;
  /** Ends threads, and connections that were kept open. */
  close(): Promise<void>;
}

/** `worker` says whether images are decoded and resized in other threads. */
export function createImageReader(
  rule: SquareRule,
  limits: ImageLimits,
  { worker }: { readonly worker: boolean },
): ImageReader {
  const intake = createImageIntake(rule.edge, limits);
  const squares = worker ? createSquares() : undefined;
  const { timeoutMs } = limits;
  return {
    async read(input, signal) {
      const file = await intake.open(input, signal);
      return squares === undefined
        ? await intake.decode(file, signal, (image) => squareOf(image, rule))
        : await intake.inTurn(file, async () => squares.make({ file, rule, timeoutMs }, signal));
    },
    async close() {
      intake.close();
      await squares?.close();
    },
  };
}
