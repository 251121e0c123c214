import type { NestvecError } from '../errors.ts';
import { imageError } from './image-error.ts';

/** The error for a file over the limit; `bytes` is `more` where reading stopped at the limit. */
export function tooManyBytes(
  source: string,
  bytes: number | 'more',
  maxBytes: number,
): NestvecError<'image'> {
  const has =
    bytes === 'more'
      ? `has more than ${maxBytes} bytes`
      : `has ${bytes} bytes, more than ${maxBytes}`;
  return imageError(source, 'too-many-bytes', `${has}; shrink it or raise imageLimits.maxBytes`);
}
