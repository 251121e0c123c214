import { stat } from 'node:fs/promises';
import { basename, dirname, extname, resolve } from 'node:path';
import type { Item, SourceFailure } from '@nestvec/core';
import { checkNames, checkPath, invalid } from '@nestvec/core/kit';
import { fileItem, fileKind, itemFiles } from './file-item.ts';
import { folder, type FolderOptions, folderOptionNames } from './folder.ts';
import { jsonl, type JsonlOptions, jsonlOptionNames } from './jsonl.ts';
import { pathError } from './path-error.ts';
import { pick } from './pick.ts';

/** Options of whichever source it is. */
export interface SourceOptions extends FolderOptions, JsonlOptions {}

const checkOptions = checkNames<SourceOptions>({ ...folderOptionNames, ...jsonlOptionNames });

/**
 * The source that a path is: a folder, a JSONL file (`.jsonl`, `.ndjson`), or one image or text. Rejects where the path
 * does not exist or is something else.
 */
export async function openSource(
  path: string,
  options: SourceOptions = {},
): Promise<AsyncIterable<Item | SourceFailure>> {
  checkPath(path);
  checkOptions(options, 'openSource');
  const facts = await stat(path).catch((error: unknown) => {
    throw pathError(path, error);
  });
  if (facts.isDirectory()) return folder(path, pick(options, folderOptionNames));
  if (/^\.(jsonl|ndjson)$/i.test(extname(path)))
    return jsonl(path, pick(options, jsonlOptionNames));
  const kind = fileKind(path);
  if (kind !== undefined && facts.isFile()) return oneFile(path, kind, options);
  const advice = /\.json$/i.test(path) ? '; write one object a line and name it .jsonl' : '';
  throw invalid('path', `${path} is not a folder, a JSONL file or one of ${itemFiles}${advice}`);
}

async function* oneFile(
  path: string,
  kind: 'image' | 'text',
  options: FolderOptions,
): AsyncGenerator<Item | SourceFailure, void, undefined> {
  const file = { path: resolve(path), id: basename(path) };
  yield await fileItem(file, kind, dirname(file.path), options);
}
