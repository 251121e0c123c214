import {
  type DocumentEntry,
  type FieldType,
  type Item,
  passages,
  type SourceFailure,
  type VectorIndex,
} from '@nestvec/core';
import { invalid } from '@nestvec/core/kit';
import { documents, type DocumentsOptions, jinaReader } from '@nestvec/sources';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { positiveInteger } from '../flags.ts';
import type { Io } from '../io.ts';
import {
  type DocumentLimitFlags,
  documentLimitsOf,
  type ImageLimitFlags,
  withDocumentLimits,
} from '../limit-flags.ts';
import { type TableFlags, tableOptionsOf, withTables } from '../table-flags.ts';
import { environmentKey } from './environment-key.ts';

/** How documents are read and cut. */
export interface DocumentFlags extends DocumentLimitFlags, ImageLimitFlags, TableFlags {
  readonly chunkTokens?: number;
  readonly chunkOverlap?: number;
  readonly chunkRows: boolean;
  readonly images: 'none' | 'local' | 'all';
  readonly encoding?: string;
  readonly reader?: 'jina';
  readonly headersAndFooters: boolean;
}

/** What a help says of them. */
export const documentHelp = `
Documents (md, txt, html, pdf, docx) are cut into passages that end with sections and sentences, and their images become
items that point at their passage. An address is fetched politely: as its robots.txt allows, and one page at a time.
JINA_API_KEY is the key for --reader jina.`;

/** Adds the flags for documents. */
export function withDocuments(command: Command): Command {
  const images = new Option(
    '--images <which>',
    'images of documents: none, in and beside them, or all',
  );
  const reader = new Option('--reader <name>', 'service that reads web pages for us');
  const read = command
    .option('--chunk-tokens <n>', 'most tokens of a passage (default: 256)', positiveInteger)
    .option('--chunk-overlap <n>', 'tokens that a passage repeats (default: 32)', wholeNumber)
    .option('--chunk-rows', 'cut the texts of JSONL and table rows too', false)
    .addOption(images.choices(['none', 'local', 'all']).default('local'))
    .option(
      '--encoding <name>',
      'encoding of texts and tables that do not say it, such as windows-1252 (default: utf-8)',
    )
    .option('--headers-and-footers', 'read those of Word documents too', false)
    .addOption(reader.choices(['jina']));
  return withDocumentLimits(withTables(read));
}

function wholeNumber(text: string): number {
  const number = Number(text);
  if (text.trim() !== '' && Number.isSafeInteger(number) && number >= 0) return number;
  throw new InvalidArgumentError('It must be a whole number from 0.');
}

const isTable = /\.[ct]sv$/i;
const isAddress = /^https?:\/\//i;

/** Refuses flags that would be passed over: of tables for other files, and of web pages for paths. */
function checkAreUsed(path: string, { columns, delimiter, decimal, reader }: DocumentFlags): void {
  if (!isTable.test(path) || isAddress.test(path)) {
    const unused = Object.entries({ columns, delimiter, decimal }).find(
      ([, value]) => value !== undefined,
    );
    if (unused !== undefined)
      throw invalid(
        `--${unused[0]}`,
        `is for tables (csv, tsv), and ${path} is not one; leave it out`,
      );
  }
  if (reader !== undefined && !isAddress.test(path))
    throw invalid(
      '--reader',
      `is for web pages, and ${path} is not the address of one; leave it out`,
    );
}

/** Opens what is at a path, an address or a pattern. */
export async function openDocuments(
  path: string,
  flags: DocumentFlags & { readonly fields?: Readonly<Record<string, FieldType>> },
  io: Pick<Io, 'signal' | 'env'>,
  callbacks: Pick<DocumentsOptions, 'onSkip' | 'onClosed' | 'onDamaged'>,
): Promise<AsyncIterable<DocumentEntry>> {
  checkAreUsed(path, flags);
  const { images, encoding, reader, allowPrivate, headersAndFooters, fields } = flags;
  const service =
    reader === 'jina' ? jinaReader({ apiKey: environmentKey('JINA_API_KEY', io) }) : undefined;
  return await documents(path, {
    ...documentLimitsOf(flags),
    ...tableOptionsOf(flags),
    fields,
    headersAndFooters,
    images,
    encoding,
    reader: service,
    allowPrivateAddresses: allowPrivate,
    signal: io.signal,
    ...callbacks,
  });
}

/** What `passages` takes by itself. */
const usualTokens = 256;

/** The items that they are for a model. Throws `invalid-input` for flags that it can't keep to. */
export function passagesFor(
  index: VectorIndex,
  entries: AsyncIterable<DocumentEntry>,
  { chunkTokens, chunkOverlap, chunkRows }: DocumentFlags,
  { signal }: Pick<Io, 'signal'>,
): AsyncIterable<Item | SourceFailure> {
  const { embedder } = index;
  const { maxTokens, model } = embedder.identity;
  if (chunkTokens !== undefined && (chunkTokens < 16 || chunkTokens >= maxTokens))
    throw invalid('--chunk-tokens', `must be from 16 to ${maxTokens - 1} for ${model}`);
  if (chunkOverlap !== undefined && chunkOverlap > (chunkTokens ?? usualTokens) / 2)
    throw invalid('--chunk-overlap', 'must be at most half of --chunk-tokens');
  return passages(entries, {
    embedder,
    maxTokens: chunkTokens,
    overlapTokens: chunkOverlap,
    cutItems: chunkRows,
    signal,
  });
}
