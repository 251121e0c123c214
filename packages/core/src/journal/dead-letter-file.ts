import { open, rename, rm } from 'node:fs/promises';
import { createReadStream } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { checkNames } from '../options/check-names.ts';
import { checkPath } from '../options/check-path.ts';
import { lines } from '../async/lines.ts';
import { invalid, isNestvecError, messageOf, NestvecError } from '../errors.ts';
import { isMissing } from '../hub/errno.ts';
import type { SourceChoice } from '../ingest/journal.ts';
import type { SourceFailure } from '../ingest/failure.ts';
import type { Item } from '../embedder/item.ts';
import { fileSystem } from './directory.ts';
import type { DeadLetter, DeadLetters } from './dead-letters.ts';

const readTogether = 256;

/** Writes every dead letter as a line of JSON; the file is the old one or the whole new one, never a piece. No letters, no file. */
export async function writeLetters(letters: DeadLetters, path: string): Promise<number> {
  const temporary = `${path}.tmp`;
  let count = 0;
  const file = await open(temporary, 'w');
  try {
    let page = letters.list(undefined, readTogether);
    while (page.length > 0) {
      await file.appendFile(page.map(toLine).join(''));
      count += page.length;
      page = letters.list(page.at(-1), readTogether);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  if (count === 0) {
    await rm(temporary);
    await rm(path, { force: true });
  } else await rename(temporary, path);
  await fileSystem.sync(dirname(path));
  return count;
}

function toLine({ id, tenant, source, stage, code, message, item }: DeadLetter): string {
  const owner = tenant === '' ? {} : { tenant };
  const letter = { id, ...owner, source, stage, code, message };
  // What `item` holds is JSON already.
  return item === undefined
    ? `${JSON.stringify(letter)}\n`
    : `${JSON.stringify(letter).slice(0, -1)},"item":${item}}\n`;
}

const letterSchema = z.object({
  id: z.string(),
  tenant: z.string().optional(),
  source: z.string().optional(),
  message: z.string().optional(),
  item: z
    .object({
      id: z.string(),
      text: z.string().optional(),
      image: z.union([z.string(), z.object({ base64: z.string() })]).optional(),
      metadata: z.record(z.string(), z.json()).optional(),
      uri: z.string().optional(),
      parentId: z.string().optional(),
      source: z.string().optional(),
    })
    .optional(),
});

/**
 * The items of a dead-letter file, to be ingested again, as they are or mended by hand. A line without an item, or one that can't be read,
 * is a failure in its place. Default: the letters of every source, and of no tenant. Rejects with `invalid-input` for a wrong path or
 * choice.
 *
 * ```ts
 * for (const source of await deadLetterSources('photos.journal/dead.jsonl')) {
 *   const items = readDeadLetters('photos.journal/dead.jsonl', { source });
 *   await index.ingest(items, { journal, source, partial: true });
 * }
 * ```
 */
export async function* readDeadLetters(
  path: string,
  choice: SourceChoice = {},
): AsyncGenerator<Item | SourceFailure, void, undefined> {
  checkPath(path);
  checkChoice(choice, 'choice');
  const { source, tenant } = choice;
  for await (const { place, letter } of readLetters(path)) {
    if (isNestvecError(letter)) yield { id: place, error: letter };
    else if (letter.tenant === tenant && (source === undefined || sourceOf(letter) === source))
      yield itemOf(letter);
  }
}

/**
 * The sources that the letters of a file came from; one of them at least, if only for its unreadable lines. Rejects with `invalid-input`
 * for a wrong path or tenant.
 */
export async function deadLetterSources(
  path: string,
  choice: Pick<SourceChoice, 'tenant'> = {},
): Promise<readonly string[]> {
  checkPath(path);
  checkTenant(choice, 'choice');
  const { tenant } = choice;
  const sources = new Set<string>();
  for await (const { letter } of readLetters(path)) {
    if (!isNestvecError(letter) && letter.tenant === tenant) sources.add(sourceOf(letter));
  }
  return sources.size === 0 ? [''] : [...sources];
}

const checkChoice = checkNames<SourceChoice>({ source: true, tenant: true });
const checkTenant = checkNames<Pick<SourceChoice, 'tenant'>>({ tenant: true });

type Letter = z.infer<typeof letterSchema>;

interface ReadLetter {
  readonly place: string;
  readonly letter: Letter | NestvecError;
}

/** Room for the largest image that a letter keeps, and for much else. */
const mostLineBytes = 64 * 2 ** 20;

async function* readLetters(path: string): AsyncGenerator<ReadLetter, void, undefined> {
  try {
    for await (const { number, bytes } of lines(createReadStream(path), mostLineBytes)) {
      const place = `${path}:${number}`;
      const letter = readLetter(bytes, place);
      if (letter !== undefined) yield { place, letter };
    }
  } catch (cause) {
    if (!isMissing(cause)) throw cause;
    const message = `there is no dead-letter file ${path}`;
    throw new NestvecError('not-found', message, { what: 'path', name: path }, { cause });
  }
}

/** `undefined` for an empty line. */
function readLetter(
  bytes: Uint8Array | undefined,
  place: string,
): Letter | NestvecError | undefined {
  if (bytes === undefined) return invalid(place, `is longer than ${mostLineBytes} bytes`);
  try {
    const line = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (line.trim() === '') return undefined;
    return letterSchema.parse(JSON.parse(line));
  } catch (error) {
    const problem = error instanceof z.ZodError ? z.prettifyError(error) : messageOf(error);
    return invalid(place, `is not a dead letter: ${problem}`, error);
  }
}

function sourceOf({ source = '' }: Letter): string {
  return source;
}

function itemOf({ id, item, message = 'unknown' }: Letter): Item | SourceFailure {
  if (item !== undefined) return item;
  const problem = `was not kept, so it can’t be replayed; mend its source and ingest that again (it failed with: ${message})`;
  return { id, error: invalid(id, problem) };
}
