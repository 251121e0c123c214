import { resolve } from 'node:path';
import type { CallOptions, Item, SourceFailure } from '@nestvec/core';
import { checkNames, checkPath, invalid } from '@nestvec/core/kit';
import { fileItem, fileKind, itemFiles } from './file-item.ts';
import type { SkipReason } from './skip-reason.ts';
import type { DamageOptions } from './text/damage.ts';
import { unreadPages } from './tiff-pages.ts';
import { walk } from './walk.ts';

/** Options of `folder`. */
export interface FolderOptions extends CallOptions, DamageOptions {
  /** Largest text file that is read. Default 1,000,000. */
  readonly maxTextBytes?: number | undefined;
  /** Encoding of texts that are not UTF-8 and have no byte order mark, such as `windows-1252`. */
  readonly encoding?: string | undefined;
  /** Called with each file (its path below the folder) that is left out and why: nothing here reads its `kind`, or it is `empty`. */
  readonly onSkip?: ((file: string, why: SkipReason) => void) | undefined;
}

/** Names of options of `folder`. */
export const folderOptionNames: Readonly<Record<keyof FolderOptions, true>> = {
  maxTextBytes: true,
  encoding: true,
  onSkip: true,
  onDamaged: true,
  signal: true,
};

const checkOptions = checkNames<FolderOptions>(folderOptionNames);

/**
 * The images and texts below a folder, one item each, in the order of their ids: the paths below it.
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
  checkPath(path);
  checkOptions(options, 'folder');
  const root = resolve(path);
  let isEmpty = true;
  for await (const entry of walk(root, options)) {
    if ('error' in entry) {
      isEmpty = false;
      yield entry;
      continue;
    }
    const kind = fileKind(entry.id);
    if (kind === undefined) {
      options.onSkip?.(entry.id, 'kind');
      continue;
    }
    isEmpty = false;
    const item = await fileItem(entry, kind, root, options);
    if ('text' in item && item.text?.trim() === '') options.onSkip?.(entry.id, 'empty');
    else yield item;
    const more = await unreadPages(entry);
    if (more !== undefined) yield more;
  }
  if (isEmpty) throw invalid('path', `${path} holds no ${itemFiles}`);
}
