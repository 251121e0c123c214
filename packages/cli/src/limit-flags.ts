import type { CostOptions } from '@nestvec/core/cost';
import { durationMs } from '@nestvec/core/kit';
import { type Command, InvalidArgumentError } from 'commander';
import { positiveInteger } from './flags.ts';

/** One limit: its flag, and the option of the library that it sets, as messages name that. */
interface Limit {
  readonly flag: string;
  readonly option: string;
  readonly description: string;
  readonly parse: (text: string) => number;
}

/** Limits of images, and whether addresses of this network are fetched. */
export interface ImageLimitFlags {
  readonly maxImageBytes?: number;
  readonly maxImagePixels?: number;
  readonly imageTimeoutMs?: number;
  readonly allowPrivate?: boolean;
}

/** Limits of documents, tables and pages. */
export interface DocumentLimitFlags {
  readonly maxTextBytes?: number;
  readonly maxFileBytes?: number;
  readonly maxUnpackedBytes?: number;
  readonly maxParserBytes?: number;
  readonly maxParserMs?: number;
  readonly maxImagesBytes?: number;
  readonly maxPageBytes?: number;
  readonly maxRowBytes?: number;
  readonly maxLineBytes?: number;
}

/** How the files of `cost` and `compare` are read: as they are, not as documents. */
export interface FileFlags {
  readonly maxTextBytes?: number;
  readonly maxLineBytes?: number;
  readonly encoding?: string;
}

const limit = (flag: string, option: string, description: string): Limit => ({
  flag,
  option,
  description,
  parse: flag.endsWith('-ms') ? milliseconds : positiveInteger,
});

const imageLimits: Readonly<Record<Exclude<keyof ImageLimitFlags, 'allowPrivate'>, Limit>> = {
  maxImageBytes: limit(
    '--max-image-bytes',
    'imageLimits.maxBytes',
    'largest image file (default: 20000000)',
  ),
  maxImagePixels: limit(
    '--max-image-pixels',
    'imageLimits.maxPixels',
    'most pixels of one image (default: 100000000)',
  ),
  imageTimeoutMs: limit(
    '--image-timeout-ms',
    'imageLimits.timeoutMs',
    'longest time for fetching an image, and for decoding it (default: 15000)',
  ),
};

const documentLimits: Readonly<Record<keyof DocumentLimitFlags, Limit>> = {
  maxTextBytes: limit(
    '--max-text-bytes',
    'maxTextBytes',
    'largest text, Markdown or HTML file (default: 10000000)',
  ),
  maxFileBytes: limit(
    '--max-file-bytes',
    'maxFileBytes',
    'largest PDF or Word document (default: 100000000)',
  ),
  maxUnpackedBytes: limit(
    '--max-unpacked-bytes',
    'maxUnpackedBytes',
    'most that a Word document may unpack to (default: 500000000)',
  ),
  maxParserBytes: limit(
    '--max-parser-bytes',
    'maxParserBytes',
    'most memory for reading one document (default: 1000000000)',
  ),
  maxParserMs: limit(
    '--max-parser-ms',
    'maxParserMs',
    'longest time for reading one document (default: 120000)',
  ),
  maxImagesBytes: limit(
    '--max-images-bytes',
    'maxImagesBytes',
    'most that the images of one PDF may hold together (default: 200000000)',
  ),
  maxPageBytes: limit('--max-page-bytes', 'maxPageBytes', 'largest web page (default: 20000000)'),
  maxRowBytes: limit('--max-row-bytes', 'maxRowBytes', 'longest row of a table (default: 8388608)'),
  maxLineBytes: limit(
    '--max-line-bytes',
    'maxLineBytes',
    'longest line of a JSONL file (default: 33554432)',
  ),
};

const { maxTextBytes, maxLineBytes } = documentLimits;
const fileLimits: Readonly<Record<Exclude<keyof FileFlags, 'encoding'>, Limit>> = {
  maxTextBytes: { ...maxTextBytes, description: 'largest text file (default: 1000000)' },
  maxLineBytes,
};

/** Adds the limits of images and `--allow-private`. */
export function withImageLimits(command: Command): Command {
  return withLimits(command, imageLimits).option(
    '--allow-private',
    'fetch pages and images from addresses within this network too',
    false,
  );
}

/** Adds the limits of documents. */
export function withDocumentLimits(command: Command): Command {
  return withLimits(command, documentLimits);
}

/** Adds the limits of files that are not cut into passages, and `--encoding`. */
export function withFileLimits(command: Command): Command {
  return withLimits(command, fileLimits).option(
    '--encoding <name>',
    'encoding of texts and JSONL files that do not say it, such as windows-1252 (default: utf-8)',
  );
}

function withLimits(command: Command, limits: Readonly<Record<string, Limit>>): Command {
  command.optionsGroup('Limits:');
  for (const { flag, description, parse } of Object.values(limits))
    command.option(`${flag} <n>`, description, parse);
  return command.optionsGroup('Options:');
}

/** The limits of images as an embedder takes them. */
export function imageLimitsOf({
  maxImageBytes,
  maxImagePixels,
  imageTimeoutMs,
  allowPrivate,
}: ImageLimitFlags): NonNullable<CostOptions['imageLimits']> {
  return {
    maxBytes: maxImageBytes,
    maxPixels: maxImagePixels,
    timeoutMs: imageTimeoutMs,
    allowPrivateAddresses: allowPrivate,
  };
}

/** The limits of documents as `documents` takes them. */
export function documentLimitsOf(flags: DocumentLimitFlags): DocumentLimitFlags {
  const names = Object.keys(documentLimits) as (keyof DocumentLimitFlags)[]; // the table's own keys
  return Object.fromEntries(names.map((name) => [name, flags[name]]));
}

/** Those of the flags that say how files are read, as `openSource` takes them. */
export function fileOptionsOf({ maxTextBytes, maxLineBytes, encoding }: FileFlags): FileFlags {
  return {
    ...(maxTextBytes === undefined ? {} : { maxTextBytes }),
    ...(maxLineBytes === undefined ? {} : { maxLineBytes }),
    ...(encoding === undefined ? {} : { encoding }),
  };
}

/** Those of the flags that are limits of images, for an embedder that is opened by some of them only. */
export function imageLimitFlagsOf(flags: ImageLimitFlags): ImageLimitFlags {
  const names = ['allowPrivate', ...Object.keys(imageLimits)] as (keyof ImageLimitFlags)[]; // the interface's own
  return Object.fromEntries(
    names.flatMap((name) => (flags[name] === undefined ? [] : [[name, flags[name]]])),
  );
}

const renamed = new Map<string, string>([
  ...Object.values({ ...imageLimits, ...documentLimits }).map(
    ({ option, flag }): [string, string] => [option, flag],
  ),
  ['imageLimits.allowPrivateAddresses', '--allow-private'],
  ['allowPrivateAddresses', '--allow-private'],
]);
const names = [...renamed.keys()].toSorted((a, b) => b.length - a.length);
const optionName = new RegExp(
  `(?<![\\w.-])(?:${names.join('|').replaceAll('.', '\\.')})(?![\\w-])`,
  'g',
);

/** Options of a queue whose flags say them. */
const queueFlags: Readonly<Record<string, string>> = {
  concurrency: '--jobs',
  itemsPerJob: '--items-per-job',
  list: '--list',
  maxWaiting: '--max-waiting',
  priority: '--priority',
  queue: '--queue',
  redis: '--redis',
  run: '--run',
};

/** A message of the library in the words of the command line: options of limits and `attach` become their flags. */
export function inFlags(message: string): string {
  return message
    .replace(/^(columns|delimiter|decimal|encoding)(?=[:.])|^(fields)(?=: )/, '--$&')
    .replace(/^(?:options\.)?(filter|using)(?=[:.[])/, '--$1')
    .replace(/^options\.(port)(?=: )/, '--$1')
    .replace(/^options\.(\w+)(?=: )/, (option, name: string) => queueFlags[name] ?? option)
    .replace(/^roots(?=: the folder )/, '--root')
    .replace(/^(--redis: must be a redis:\/\/ URL) or a client of ioredis/, '$1')
    .replace(/^(sort)\.field(?=:)|^(after)(?=:)/, '--$1$2')
    .replace(/^fields\.(.+): (?=is not a declared field;)/, '--facet $1: ')
    .replace(/^fields\.(.+)\.kind: must be range/, '--facet $1: must be $1:range')
    .replace(/^fields\.(.+)\.kind: must be values/, '--facet $1:range: must be $1 alone')
    .replace(/^[a-z]+\.collection(?=: ")/, 'collection')
    .replaceAll(optionName, (option) => renamed.get(option) ?? option)
    .replaceAll(/\((decimal|encoding)\)/g, '(--$1)')
    .replaceAll('such as text=', 'such as --columns text=')
    .replaceAll('reader: jinaReader', '--reader jina')
    .replaceAll(/\bwith attach\b/g, 'in a file for --attach')
    .replaceAll(/\battach\.(?=\w)/g, '--attach, ');
}

function milliseconds(text: string): number {
  const parsed = durationMs.safeParse(Number(text));
  if (text.trim() !== '' && parsed.success) return parsed.data;
  throw new InvalidArgumentError(
    'It must be a whole number of milliseconds, from 1 to 2147483647.',
  );
}
