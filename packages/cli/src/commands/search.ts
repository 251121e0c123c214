import type { Filter, IndexFacetRequest, Query } from '@nestvec/core';
import { invalid, messageOf, parseJson } from '@nestvec/core/kit';
import { filterOperators } from '@nestvec/core/store';
import { type Command, Option } from 'commander';
import { type EmbedderFlags, withEmbedder } from '../embedder-flags.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { positiveInteger, score } from '../flags.ts';
import type { Io } from '../io.ts';
import { facetList } from '../list-flags.ts';
import { noCollection } from '../open/no-collection.ts';
import { placeOf } from '../open/place.ts';
import { withIndex } from '../open/with-index.ts';
import { type PlaceFlags, withPlace } from '../place-flags.ts';
import type { Run } from '../run.ts';
import { printHits } from '../search/print-hits.ts';

/** How long a list is by default. */
const usualDepth = 100;

type FacetFields = IndexFacetRequest['fields'];

/** Flags of `nestvec search`. */
interface SearchFlags extends PlaceFlags, EmbedderFlags {
  readonly image?: string;
  readonly limit: number;
  readonly filter?: string;
  readonly over: 'image' | 'text' | 'both';
  readonly using?: string;
  readonly minScore?: number;
  readonly exact: boolean;
  readonly keyword: boolean;
  readonly like?: string;
  readonly facet?: FacetFields;
}

const help = `
A filter is JSON over declared fields: {"color":"red"}, {"price":{"$lt":50}}, {"$or":[…]}, {"$not":…}.
Operators: ${Object.keys(filterOperators).join(' ')}.

Examples:
  $ nestvec search photos "two dogs"
  $ nestvec search photos --image ./dog.jpg --limit 5
  $ nestvec search shop "rote Schuhe" --filter '{"price":{"$lt":50}}' --over image
  $ nestvec search shop "red shoe" --exact --json
  $ nestvec search photos --like dog-1
  $ nestvec search shop "red shoe" --facet brand --facet price:range
  $ nestvec search shop "order 4711-A" --keyword --store weaviate
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
    .option('--like <id>', 'what resembles this stored item, instead')
    .option('--limit <n>', 'number of hits', positiveInteger, 10)
    .option('--filter <json>', 'which items to look at')
    .option('--keyword', 'look for the words of the text in the texts as well', false)
    .option(
      '--facet <field>',
      'count the values of a field over the best 100 hits; field:range for the smallest and the largest; may be repeated',
      facetList,
    )
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
  const query = queryOf(text, flags);
  const words = flags.keyword ? text : undefined;
  if (flags.keyword && words === undefined)
    throw invalid('--keyword', 'looks for the words of a text; give one');
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
      const depth = limit > usualDepth ? limit : undefined;
      const options = { filter, limit, depth, ...contents, words, minScore, exact, signal };
      const result = await index.search(query, options);
      const elapsedMs = now() - started;
      const { facet: fields } = flags;
      const facets =
        fields === undefined
          ? undefined
          : await index.facets({
              fields,
              filter,
              query,
              words,
              minScore,
              exact,
              signal,
              ...(using === undefined ? { over } : {}),
            });
      printHits(result, { collection, query, elapsedMs, facets }, flags.json, io);
      return exitCodes.ok;
    },
  );
}

function queryOf(text: string | undefined, { image, like }: SearchFlags): Query {
  if ([text, image, like].filter((one) => one !== undefined).length > 1) {
    throw invalid('query', 'give a text, --image or --like, and only one of them');
  }
  if (image !== undefined) return { image };
  if (like !== undefined) return { like };
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
