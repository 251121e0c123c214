import { stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { type CallOptions, isNestvecError, type Item, type SourceFailure } from '@nestvec/core';
import { checkNames, checkPath, invalid, throwIfAborted } from '@nestvec/core/kit';
import { pathError } from './path-error.ts';
import { rowItem } from './row.ts';
import { controlProblem } from './text/control-characters.ts';
import { type DamageOptions, isDamaged } from './text/damage.ts';
import { type TextLine, textLineGroups } from './text/text-lines.ts';

/** Options of `jsonl`. */
export interface JsonlOptions extends CallOptions, DamageOptions {
  /** Longest line that is read. Default 32 MiB, room for an image as a `data:` URL. */
  readonly maxLineBytes?: number | undefined;
  /** Encoding of a file that is not UTF-8 and has no byte order mark, such as `windows-1252`. */
  readonly encoding?: string | undefined;
}

/** Names of options of `jsonl`. */
export const jsonlOptionNames: Readonly<Record<keyof JsonlOptions, true>> = {
  maxLineBytes: true,
  encoding: true,
  onDamaged: true,
  signal: true,
};

const checkOptions = checkNames<JsonlOptions>(jsonlOptionNames);

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
  checkPath(path);
  checkOptions(options, 'jsonl');
  const file = resolve(path);
  await checkFile(file, path);
  const { encoding, maxLineBytes = usualLineBytes } = options;
  const limits = { encoding, maxLineBytes, limitName: 'maxLineBytes' };
  const place = { file, name: basename(file), directory: dirname(file) };
  let isEmpty = true;
  for await (const group of textLineGroups(file, limits))
    for (const line of group) {
      throwIfAborted(options, `reading ${path}`);
      const entry = lineEntry(line, place);
      if (entry === undefined) continue;
      isEmpty = false;
      const text = 'error' in entry ? undefined : (entry.text ?? '');
      if (text !== undefined && 'text' in line && (isDamaged(line.text) || isDamaged(text)))
        options.onDamaged?.(entry.id);
      yield entry;
      const problem = text === undefined ? undefined : controlProblem(text);
      if (problem !== undefined) {
        const name = nameOf(line, place);
        yield { id: name, error: invalid(name, `its text ${problem}`), hides: [] };
      }
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

/** Where lines stand: the file, its name and its folder. */
interface Place {
  readonly file: string;
  readonly name: string;
  readonly directory: string;
}

function lineEntry(line: TextLine, place: Place): Item | SourceFailure | undefined {
  const name = nameOf(line, place);
  if ('problem' in line) return { id: name, error: invalid(name, line.problem) };
  try {
    return rowItem(line.text, name, place.directory, place.file);
  } catch (error) {
    if (!isNestvecError(error)) throw error;
    return { id: name, error };
  }
}

function nameOf({ number }: TextLine, { name }: Place): string {
  return `${name}:${number}`;
}
