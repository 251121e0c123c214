import { resolve } from 'node:path';
import type { CallOptions, Item, SourceFailure } from '@nestvec/core';
import { invalid } from '@nestvec/core/store';
import { fileItem, fileKind, itemFiles } from './file-item.ts';
import { walk } from './walk.ts';

/** Options of `folder`. */
export interface FolderOptions extends CallOptions {
  /** Largest text file that is read. Default 1,000,000. */
  readonly maxTextBytes?: number | undefined;
}

/** Largest text file by default: far more than any model reads. */
export const usualTextBytes = 1_000_000;

/**
 * The pictures and texts below a folder, one item each, in the order of their ids: the paths below it.
 *
 * ```ts
 * await index.ingest(folder('./photos'));
 * ```
 *
 * Throws before the first item where the folder is missing, can't be listed or holds nothing to embed. A subfolder or
 * text that can't be read is a failure in its place.
 */
export async function* folder(
  path: string,
  options: FolderOptions = {},
): AsyncGenerator<Item | SourceFailure, void, undefined> {
  const root = resolve(path);
  const { maxTextBytes = usualTextBytes } = options;
  let isEmpty = true;
  for await (const entry of walk(root, options)) {
    if ('error' in entry) {
      isEmpty = false;
      yield entry;
      continue;
    }
    const kind = fileKind(entry.id);
    if (kind === undefined) continue;
    isEmpty = false;
    yield await fileItem(entry, kind, root, maxTextBytes);
  }
  if (isEmpty) throw invalid('path', `${path} holds no ${itemFiles}`);
}
