import { stat } from 'node:fs/promises';
import { basename, dirname, extname, resolve } from 'node:path';
import type { DocumentEntry } from '@nestvec/core';
import { invalid } from '@nestvec/core/store';
import picomatch from 'picomatch';
import { csv, type CsvOptions } from './csv.ts';
import { fileDocument, isReadable, readableFiles } from './file-document.ts';
import { jsonl, type JsonlOptions } from './jsonl.ts';
import { pathError } from './path-error.ts';
import type { DocumentOptions } from './read-document.ts';
import { walk } from './walk.ts';
import { type WebOptions, webPages } from './web/web-pages.ts';

/** Options of whatever a path leads to. */
export interface DocumentsOptions extends DocumentOptions, JsonlOptions, CsvOptions, WebOptions {
  /** Called with each file below a folder (its path below that) that is left out because nothing here reads its kind. */
  readonly onSkip?: ((file: string) => void) | undefined;
}

/**
 * What is at a path, an address or a pattern, as documents and items for `passages`: a folder or the files that a pattern such as
 * `docs/**\/*.md` matches, one document or picture, the rows of a JSONL file or a table (`.csv`, `.tsv`), or a web page.
 *
 * ```ts
 * await index.ingest(passages(await documents('./handbook'), { embedder: index.embedder }));
 * ```
 *
 * Rejects where nothing is there or it is none of these. Files are read one by one as they are asked for.
 */
export async function documents(
  path: string,
  options: DocumentsOptions = {},
): Promise<AsyncIterable<DocumentEntry>> {
  if (/^https?:\/\//i.test(path)) return webPages([path], options);
  const facts = await stat(path).catch((error: unknown) => {
    if (picomatch.scan(path).isGlob) return undefined;
    throw pathError(path, error);
  });
  if (facts === undefined) return matching(path, options);
  if (facts.isDirectory()) return below(path, resolve(path), () => true, options);
  const extension = extname(path).toLowerCase();
  if (extension === '.jsonl' || extension === '.ndjson') return jsonl(path, options);
  if (extension === '.csv' || extension === '.tsv') return csv(path, options);
  if (isReadable(path) && facts.isFile()) return oneFile(resolve(path), options);
  const advice = extension === '.json' ? '; write one object a line and name it .jsonl' : '';
  throw invalid(
    'path',
    `${path} is no folder, no JSONL file, no table (csv, tsv) and none of ${readableFiles}${advice}`,
  );
}

/** Windows' paths are written with `/` in a pattern, as everywhere. */
function matching(
  pattern: string,
  options: DocumentsOptions,
): AsyncGenerator<DocumentEntry, void, undefined> {
  const { base, glob } = picomatch.scan(pattern);
  return below(pattern, resolve(base === '' ? '.' : base), picomatch(glob), options);
}

async function* below(
  path: string,
  root: string,
  isWanted: (id: string) => boolean,
  options: DocumentsOptions,
): AsyncGenerator<DocumentEntry, void, undefined> {
  let isEmpty = true;
  for await (const entry of walk(root, options)) {
    if ('error' in entry) {
      isEmpty = false;
      yield entry;
    } else if (!isWanted(entry.id)) {
      continue;
    } else if (isReadable(entry.id)) {
      isEmpty = false;
      yield await fileDocument(entry, root, options);
    } else {
      options.onSkip?.(entry.id);
    }
  }
  if (isEmpty) throw invalid('path', `${path} holds no ${readableFiles}`);
}

async function* oneFile(
  path: string,
  options: DocumentsOptions,
): AsyncGenerator<DocumentEntry, void, undefined> {
  yield await fileDocument({ path, id: basename(path) }, dirname(path), options);
}
