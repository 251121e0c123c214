import type { Filter, Query } from '@nestvec/core';
import { invalid, messageOf, parseJson } from '@nestvec/core/kit';
import { type Command, Option } from 'commander';
import { type EmbedderFlags, withEmbedder } from '../embedder-flags.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { positiveInteger, score } from '../flags.ts';
import type { Io } from '../io.ts';
import { noCollection } from '../open/no-collection.ts';
import { placeOf } from '../open/place.ts';
import { withIndex } from '../open/with-index.ts';
import { type PlaceFlags, withPlace } from '../place-flags.ts';
import type { Run } from '../run.ts';
import { printHits } from '../search/print-hits.ts';

/** Flags of `nestvec search`. */
interface SearchFlags extends PlaceFlags, EmbedderFlags {
  readonly image?: string;
  readonly limit: number;
  readonly filter?: string;
  readonly over: 'image' | 'text' | 'both';
  readonly using?: string;
  readonly minScore?: number;
  readonly exact: boolean;
}

const help = `
A filter is JSON over declared fields: {"color":"red"}, {"price":{"$lt":50}}, {"$or":[…]}, {"$not":…}.
Operators: $eq $ne $in $nin $all $gt $gte $lt $lte $exists.

Examples:
  $ nestvec search photos "two dogs"
  $ nestvec search photos --image ./dog.jpg --limit 5
  $ nestvec search shop "rote Schuhe" --filter '{"price":{"$lt":50}}' --over image
  $ nestvec search shop "red shoe" --exact --json
  $ nestvec search photos "two dogs" --using image_64
  $ nestvec search photos "two dogs" --store qdrant --url http://localhost:6333`;

/** Adds `nestvec search`. */
export function addSearch(program: Command, run: Run): void {
  const over = new Option('--over <what>', 'which contents of the items to compare with');
  const command = program
    .command('search')
    .description('find what is nearest in meaning to a text or an image')
    .argument('<collection>', 'collection to search')
    .argument('[query]', 'text to search for, in any language')
    .option('--image <path>', 'image to search for instead, a file or a URL')
    .option('--limit <n>', 'number of hits', positiveInteger, 10)
    .option('--filter <json>', 'which items to look at')
    .addOption(over.choices(['image', 'text', 'both']).default('both'))
    .option('--using <vector>', 'one named vector to search by, without a second stage')
    .option('--min-score <score>', 'leave out hits of a lower score, from -1 to 1', score)
    .option('--exact', 'compare with every item instead of asking the approximate index', false);
  withEmbedder(withPlace(command))
    .addHelpText('after', help)
    .action(async (collection: string, query: string | undefined, flags: SearchFlags) => {
      await run(flags.json, async (io) => await search(collection, query, flags, io));
    });
}

/** Searches a collection and prints the hits. */
async function search(
  collection: string,
  text: string | undefined,
  flags: SearchFlags,
  io: Io,
): Promise<ExitCode> {
  const { signal, now } = io;
  const { limit, over, using, minScore, exact } = flags;
  const place = placeOf(flags, io);
  const query = queryOf(text, flags.image);
  if (using !== undefined && over !== 'both')
    throw invalid('--using', 'names the vector to search, so --over has no use; leave out --over');
  const filter = flags.filter === undefined ? undefined : parseFilterFlag(flags.filter);
  return await withIndex(
    { ...flags, place, collection },
    io,
    async (found) => {
      if (found === undefined) throw await noCollection(collection, place, io);
    },
    async (index) => {
      const started = now();
      const contents = using === undefined ? { over } : { using };
      const options = { filter, limit, ...contents, minScore, exact, signal };
      const result = await index.search(query, options);
      printHits(result, { collection, query, elapsedMs: now() - started }, flags.json, io);
      return exitCodes.ok;
    },
  );
}

function queryOf(text: string | undefined, image: string | undefined): Query {
  if (text !== undefined && image !== undefined) {
    throw invalid('query', 'give a text or --image, not both');
  }
  if (image !== undefined) return { image };
  if (text === undefined || text.trim() === '') {
    throw invalid('query', 'give a text to search for, or an image with --image <path>');
  }
  return { text };
}

/** Only that it is JSON: the collection knows its fields, and core what a filter is. */
function parseFilterFlag(text: string): Filter {
  try {
    return parseJson(text) as Filter; // every search checks it whole
  } catch (error) {
    const example = `'{"price":{"$lt":50}}'`;
    throw invalid('--filter', `${messageOf(error)}; write it like ${example}`, error);
  }
}
