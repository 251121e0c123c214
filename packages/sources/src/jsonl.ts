import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { type CallOptions, isNestvecError, type Item, type SourceFailure } from '@nestvec/core';
import { invalid, throwIfAborted, type Line, lines } from '@nestvec/core/store';
import { pathError } from './path-error.ts';
import { rowItem } from './row.ts';

/** Options of `jsonl`. */
export interface JsonlOptions extends CallOptions {
  /** Longest line that is read. Default 32 MiB, room for a picture as a `data:` URL. */
  readonly maxLineBytes?: number | undefined;
}

/**
 * The rows of a file with one JSON object a line, `{ id, text?, image?, metadata?, uri?, parentId?, source? }`.
 *
 * ```ts
 * await index.ingest(jsonl('./products.jsonl'));
 * ```
 *
 * Throws before the first item where the file is missing, can't be read or has no rows. A broken row is a failure in its
 * place, named like `products.jsonl:17`.
 */
export async function* jsonl(
  path: string,
  options: JsonlOptions = {},
): AsyncGenerator<Item | SourceFailure, void, undefined> {
  const file = resolve(path);
  await checkFile(file, path);
  let isEmpty = true;
  for await (const line of readLines(file, options)) {
    throwIfAborted(options, `reading ${path}`);
    const entry = lineEntry(line, file, options);
    if (entry === undefined) continue;
    isEmpty = false;
    yield entry;
  }
  if (isEmpty) throw invalid('path', `${path} has no rows`);
}

const usualLineBytes = 32 * 2 ** 20;

async function checkFile(file: string, path: string): Promise<void> {
  const facts = await stat(file).catch((error: unknown) => {
    throw pathError(path, error);
  });
  if (facts.isDirectory()) throw invalid('path', `${path} is a folder, not a JSONL file`);
}

/** A failing stream rejects here under the file's name; what the reader of these lines throws passes through. */
async function* readLines(
  file: string,
  options: JsonlOptions,
): AsyncGenerator<Line, void, undefined> {
  const reading = lines(createReadStream(file), options.maxLineBytes ?? usualLineBytes);
  try {
    for (;;) {
      const next = await reading.next().catch((error: unknown) => {
        throw pathError(file, error);
      });
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    await reading.return();
  }
}

function lineEntry(
  { number, bytes }: Line,
  file: string,
  { maxLineBytes = usualLineBytes }: JsonlOptions,
): Item | SourceFailure | undefined {
  const name = `${basename(file)}:${number}`;
  if (bytes === undefined) {
    return { id: name, error: invalid(name, `is longer than ${maxLineBytes} bytes`) };
  }
  try {
    return rowItem(bytes, name, dirname(file), file);
  } catch (error) {
    if (!isNestvecError(error)) throw error;
    return { id: name, error };
  }
}
