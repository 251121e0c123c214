import { readFile, stat } from 'node:fs/promises';
import { NestvecError } from '@nestvec/core';
import { invalid, isPlainObject, messageOf, parseJson } from '@nestvec/core/kit';
import { pathError, textLines } from '@nestvec/sources/kit';

/** Longest line of a data set's files: a document of several megabytes. */
const maxLineBytes = 32 * 2 ** 20;
/** Larger JSON than `JSON.parse` and this memory take is not a set of captions. */
const mostJsonBytes = 2 ** 29 - 1;

/** Rejects with `not-found` that says what a missing file is and where it is to be had. */
export async function checkThere(path: string, what: string, from: string): Promise<void> {
  await stat(path).catch((error: unknown) => {
    const known = pathError(path, error);
    if (known.code !== 'not-found') throw known;
    throw missing(path, what, from, error);
  });
}

/** Says what a missing file is and where it is to be had. */
export function missing(path: string, what: string, from: string, cause?: unknown): NestvecError {
  return new NestvecError(
    'not-found',
    `${path} is missing: ${what}. It is to be had from ${from}`,
    { what: 'path', name: path },
    { cause },
  );
}

/** Whether there is such a file or folder. */
export async function isThere(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  );
}

/** Lines of a file with their numbers, without line ends and without empty ones. Throws `invalid-input` for one that can't be read. */
export async function* readLines(
  path: string,
): AsyncGenerator<{ readonly number: number; readonly text: string }, void, undefined> {
  for await (const line of textLines(path, { maxLineBytes, limitName: 'the longest line' })) {
    if ('problem' in line) throw invalid(`${path}:${line.number}`, line.problem);
    const text = line.text.endsWith('\r') ? line.text.slice(0, -1) : line.text;
    if (text.trim() !== '') yield { number: line.number, text };
  }
}

/** The objects of a JSONL file, each with what names it in errors. */
export async function* readObjects(
  path: string,
): AsyncGenerator<
  { readonly at: string; readonly value: Readonly<Record<string, unknown>> },
  void,
  undefined
> {
  for await (const { number, text } of readLines(path)) {
    const at = `${path}:${number}`;
    let value: unknown;
    try {
      value = parseJson(text);
    } catch (error) {
      throw invalid(at, messageOf(error), error);
    }
    if (!isPlainObject(value)) throw invalid(at, 'must be a JSON object');
    yield { at, value };
  }
}

/** A JSON file as a whole. */
export async function readWholeJson(path: string): Promise<unknown> {
  try {
    const { size } = await stat(path);
    if (size > mostJsonBytes)
      throw invalid(path, `has ${size} bytes, at most ${mostJsonBytes} are read`);
    return parseJson(await readFile(path, 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && typeof error.code === 'string') {
      if (error.code === 'invalid-input') throw error;
      throw pathError(path, error);
    }
    throw invalid(path, messageOf(error), error);
  }
}

/** The text under a key. Throws `invalid-input` where there is not one. */
export function textOf(value: Readonly<Record<string, unknown>>, key: string, at: string): string {
  const text = value[key];
  if (typeof text === 'string') return text;
  if (typeof text === 'number' && Number.isSafeInteger(text)) return String(text);
  if (typeof text === 'bigint') return String(text);
  throw invalid(`${at}.${key}`, `must be a string`);
}
