import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkPath } from '@nestvec/core/kit';

/**
 * Keeps texts that are too long to lie beside a vector. A text's key is its hash, so what is written twice is the same, and
 * records may share one; nothing is ever taken away here.
 */
export interface TextKeeper {
  /** Resolves when the text is durable. */
  put(key: string, text: string): Promise<void>;
  /** `undefined` where it is missing. */
  get(key: string): Promise<string | undefined>;
}

/** Texts of more bytes go to the keeper, if there is one. */
export const longTextBytes = 16_000;

/** The key of a text. */
export function textKey(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/**
 * A keeper that writes each text to a file of a folder, which several machines may share. Throws `invalid-input` for a wrong path; its
 * calls reject with the errors of the file system.
 */
export function textFolder(folder: string): TextKeeper {
  checkPath(folder, 'folder');
  const pathOf = (key: string): string => join(folder, `${key}.txt`);
  return {
    async put(key, text) {
      await mkdir(folder, { recursive: true });
      const draft = `${pathOf(key)}.${randomUUID()}`;
      await writeFile(draft, text, { flush: true });
      await rename(draft, pathOf(key));
    },
    async get(key) {
      try {
        return await readFile(pathOf(key), 'utf8');
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
        throw error;
      }
    },
  };
}
