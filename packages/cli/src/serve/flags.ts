import { type Command, InvalidArgumentError } from 'commander';
import { invalid } from '@nestvec/core/kit';
import type { ServerOptions } from '@nestvec/server';
import { asPath } from '../flags.ts';

/** Where the server is reached, and by whom. */
export interface ServeFlags {
  readonly port: number;
  readonly host: string;
  readonly names?: readonly string[];
  readonly cors?: readonly string[];
  readonly allowImageUrl?: readonly string[];
  readonly root?: readonly string[];
  readonly public?: readonly string[];
  readonly show?: readonly string[];
  readonly showText: boolean;
  readonly write: boolean;
  readonly aliases?: readonly string[];
  readonly keys?: string;
  readonly log: boolean;
}

/** Adds them. */
export function withServe(command: Command): Command {
  return command
    .option('--port <n>', 'port to listen on; 0 for any that is free', port, 8484)
    .option(
      '--host <address>',
      'address of this machine to listen on, such as 0.0.0.0; another one than 127.0.0.1 takes keys',
      oneWord,
      '127.0.0.1',
    )
    .option(
      '--names <list>',
      'names by which clients reach it, such as embed.example,nestvec:8484',
      wordList,
    )
    .option(
      '--cors <list>',
      'origins of pages that may ask, such as https://shop.example',
      wordList,
    )
    .option(
      '--allow-image-url <list>',
      'beginnings of URLs that images may be fetched from (default: no URL)',
      wordList,
    )
    .option(
      '--root <folder...>',
      'folders that images of collections are shown from (default: none is shown)',
      (folder: string, before: readonly string[] | undefined) => [
        ...(before ?? []),
        asPath(folder),
      ],
    )
    .option('--public <list>', 'collections that are open without a key', wordList)
    .option('--show <list>', 'keys of their metadata that are shown, such as title,price', wordList)
    .option('--show-text', 'show their texts too, and find them by words', false)
    .option('--write', 'let agents at /mcp write, with a key to write that sees all', false)
    .option('--aliases <list>', 'more names that clients may call the model by', wordList)
    .option('--keys <file>', 'JSON file with a list of keys, by their hashes', asPath)
    .option('--no-log', 'do not write a line to stderr for every request');
}

/** The same as options of the library. */
export function serverOptionsOf(
  flags: ServeFlags,
  collections: readonly string[],
  hasKeys: boolean,
): Pick<
  ServerOptions,
  'hosts' | 'origins' | 'imageUrls' | 'imageRoots' | 'aliases' | 'publicIndexes' | 'mcpWrites'
> {
  const { names, cors, allowImageUrl, root, aliases } = flags;
  checkPublic(flags, collections, hasKeys);
  const fields = shownFields(flags);
  return {
    hosts: names,
    origins: cors,
    imageUrls: allowImageUrl,
    imageRoots: root,
    aliases,
    mcpWrites: flags.write,
    publicIndexes: Object.fromEntries((flags.public ?? []).map((name) => [name, { fields }])),
  };
}

/** What `--show` and `--show-text` let be seen without a key. */
export function shownFields({ show = [], showText }: ServeFlags): readonly string[] {
  return [...show, ...(showText ? ['$text'] : [])];
}

function checkPublic(
  { public: open = [], show, showText, root, write }: ServeFlags,
  collections: readonly string[],
  hasKeys: boolean,
): void {
  const other = open.find((name) => !collections.includes(name));
  if (other !== undefined)
    throw invalid('--public', `names ${other}, which is not served; add it to the collections`);
  const [first] = collections;
  if (write && (first === undefined || !hasKeys))
    throw invalid(
      '--write',
      'is for agents that have a key to collections; name those to serve, and add --keys',
    );
  if (first === undefined && root !== undefined)
    throw invalid('--root', 'is for images of collections; name those to serve');
  if (open.length === 0 && (show !== undefined || showText))
    throw invalid('--show', 'is for what is open without a key; add --public');
  if (first !== undefined && open.length === 0 && !hasKeys)
    throw invalid(
      '--public',
      `is missing, and there are no keys, so ${first} could not be asked for; add --public ${first} --show title, or --keys`,
    );
}

function port(text: string): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number <= 65_535) return number;
  throw new InvalidArgumentError('It must be a port, from 0 to 65535.');
}

const longestWord = 2000;

function oneWord(text: string): string {
  if (/^[\x21-\x7e]+$/.test(text) && text.length <= longestWord) return text;
  throw new InvalidArgumentError('It must be one word, without spaces.');
}

/** Argument parser of `a,b,c`. What each of them may be is checked by the server. */
function wordList(text: string): readonly string[] {
  return text.split(',').map((part) => oneWord(part.trim()));
}
