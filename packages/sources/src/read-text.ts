import { isNestvecError, type NestvecError } from '@nestvec/core';
import { invalid } from '@nestvec/core/kit';
import { pathError } from './path-error.ts';
import { readWithin } from './read-within.ts';
import { controlProblem } from './text/control-characters.ts';
import { decodeText } from './text/decode-text.ts';

/** How a text is read. */
export interface TextOptions {
  /** Default 1,000,000 bytes: far more than any model reads. */
  readonly maxTextBytes?: number | undefined;
  readonly encoding?: string | undefined;
}

/** A text file's content, or why there is none. A byte order mark is dropped. */
export async function readText(
  path: string,
  { maxTextBytes = 1_000_000, encoding }: TextOptions,
): Promise<string | NestvecError> {
  let bytes: Buffer;
  try {
    bytes = await readWithin(path, maxTextBytes, (size) =>
      invalid(path, `has ${size} bytes where ${maxTextBytes} are allowed (maxTextBytes)`),
    );
  } catch (error) {
    return isNestvecError(error) ? error : pathError(path, error);
  }
  try {
    const text = decodeText(bytes, path, { encoding });
    const problem = controlProblem(text);
    return problem === undefined ? text : invalid(path, problem);
  } catch (error) {
    if (isNestvecError(error, 'invalid-input') && error.details.field !== 'encoding') return error;
    throw error;
  }
}
