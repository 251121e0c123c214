import { readFile, stat } from 'node:fs/promises';
import type { NestvecError } from '@nestvec/core';
import { invalid } from '@nestvec/core/store';
import { pathError } from './path-error.ts';

/** A text file's content, or why there is none. A byte order mark is dropped. */
export async function readText(path: string, maxBytes: number): Promise<string | NestvecError> {
  let bytes: Buffer;
  try {
    const { size } = await stat(path);
    if (size > maxBytes) {
      return invalid('text', `${path} has ${size} bytes where ${maxBytes} are allowed; cut it up`);
    }
    bytes = await readFile(path);
  } catch (error) {
    return pathError(path, error);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    return invalid('text', `${path} is not UTF-8; convert it`, error);
  }
}
