import { stat } from 'node:fs/promises';
import { basename, dirname, extname, resolve } from 'node:path';
import type { DocumentEntry, JsonObject } from '@nestvec/core';
import { checkNames, checkPath, invalid } from '@nestvec/core/kit';
import picomatch from 'picomatch';
import { fileDocument, isReadable, readableFiles } from './file-document.ts';
import { jsonl, type JsonlOptions, jsonlOptionNames } from './jsonl.ts';
import { pick } from './pick.ts';
import { pathError } from './path-error.ts';
import { type DocumentOptions, documentOptionNames } from './document-options.ts';
import type { SkipReason } from './skip-reason.ts';
import { csv, type CsvOptions } from './table/csv.ts';
import { checkCsvValues, csvOptionNames } from './table/csv-options.ts';
import { openDecoder } from './text/decode-text.ts';
import { unreadPages } from './tiff-pages.ts';
import { walk } from './walk.ts';
import { type WebOptions, webOptionNames, webPages } from './web/web-pages.ts';

/** Options of whatever a path leads to. */
export interface DocumentsOptions extends DocumentOptions, JsonlOptions, CsvOptions, WebOptions {
  /** Called with each file below a folder (its path below that) that is left out and why: nothing here reads its `kind`, or it is `empty`. */
  readonly onSkip?: ((file: string, why: SkipReason) => void) | undefined;
  /** Goes to all that is found there, and wins over what it says of itself. */
  readonly metadata?: JsonObject | undefined;
}

const checkOptions = checkNames<DocumentsOptions>({
  ...documentOptionNames,
  ...jsonlOptionNames,
  ...csvOptionNames,
  ...webOptionNames,
  onSkip: true,
  metadata: true,
});

/**
 * What is at a path, an address or a pattern, as documents and items for `passages`: a folder or the files that a pattern such as
 * `docs/**\/*.md` matches, one document or image, the rows of a JSONL file or a table (`.csv`, `.tsv`), or a web page.
 *
 * ```ts
 * await index.ingest(passages(await documents('./handbook'), { embedder: index.embedder }));
 * ```
 *
 * Rejects where nothing is there or it is something else. Files are read one by one as they are asked for.
 */
export async function documents(
  path: string,
  options: DocumentsOptions = {},
): Promise<AsyncIterable<DocumentEntry>> {
  checkPath(path);
  checkOptions(options, 'documents');
  checkCsvValues(options, 'documents');
  if (options.encoding !== undefined) openDecoder(options.encoding); // throws where it is unknown
  const entries = await openPath(path, options);
  return options.metadata === undefined ? entries : withMetadata(entries, options.metadata);
}

async function* withMetadata(
  entries: AsyncIterable<DocumentEntry>,
  metadata: JsonObject,
): AsyncGenerator<DocumentEntry, void, undefined> {
  for await (const entry of entries)
    yield 'error' in entry ? entry : { ...entry, metadata: { ...entry.metadata, ...metadata } };
}

async function openPath(
  path: string,
  options: DocumentsOptions,
): Promise<AsyncIterable<DocumentEntry>> {
  if (/^https?:\/\//i.test(path)) return webPages([path], pick(options, webOptionNames));
  const facts = await stat(path).catch((error: unknown) => {
    if (picomatch.scan(path).isGlob) return undefined;
    throw pathError(path, error);
  });
  if (facts === undefined) return matching(path, options);
  if (facts.isDirectory()) return below(path, resolve(path), () => true, options);
  const extension = extname(path).toLowerCase();
  if (extension === '.jsonl' || extension === '.ndjson')
    return jsonl(path, pick(options, jsonlOptionNames));
  if (extension === '.csv' || extension === '.tsv') return csv(path, pick(options, csvOptionNames));
  if (isReadable(path) && facts.isFile()) return oneFile(resolve(path), options);
  const advice = extension === '.json' ? '; write one object a line and name it .jsonl' : '';
  throw invalid(
    'path',
    `${path} is not a folder, a JSONL file, a table (csv, tsv) or one of ${readableFiles}${advice}`,
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
      const document = await fileDocument(entry, root, options);
      if (document === undefined) options.onSkip?.(entry.id, 'empty');
      else yield document;
      const more = await unreadPages(entry);
      if (more !== undefined) yield more;
    } else {
      options.onSkip?.(entry.id, 'kind');
    }
  }
  if (isEmpty) throw invalid('path', `${path} holds no ${readableFiles}`);
}

async function* oneFile(
  path: string,
  options: DocumentsOptions,
): AsyncGenerator<DocumentEntry, void, undefined> {
  const id = basename(path);
  const document = await fileDocument({ path, id }, dirname(path), options);
  yield document ?? { id, error: invalid(id, 'is empty'), hides: [] };
  const more = await unreadPages({ path, id });
  if (more !== undefined) yield more;
}
