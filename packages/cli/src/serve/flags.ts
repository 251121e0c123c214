import { type Command, InvalidArgumentError } from 'commander';
import type { ServerOptions } from '@nestvec/server';
import { asPath } from '../flags.ts';

/** Where the server is reached, and by whom. */
export interface ServeFlags {
  readonly port: number;
  readonly host: string;
  readonly names?: readonly string[];
  readonly origins?: readonly string[];
  readonly imageUrls?: readonly string[];
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
      '--origins <list>',
      'origins of pages that may ask, such as https://shop.example',
      wordList,
    )
    .option(
      '--image-urls <list>',
      'beginnings of URLs that images may be fetched from (default: no URL)',
      wordList,
    )
    .option('--aliases <list>', 'more names that clients may call the model by', wordList)
    .option('--keys <file>', 'JSON file with a list of keys, by their hashes', asPath)
    .option('--no-log', 'do not write a line to stderr for every request');
}

/** The same as options of the library. */
export function serverOptionsOf({
  names,
  origins,
  imageUrls,
  aliases,
}: ServeFlags): Pick<ServerOptions, 'hosts' | 'origins' | 'imageUrls' | 'aliases'> {
  return { hosts: names, origins, imageUrls, aliases };
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
