import { type Filter, type IndexFacetRequest, isNestvecError, type Query } from '@nestvec/core';
import { invalid, messageOf, parseJson } from '@nestvec/core/kit';
import { filterOperators, type ListRequest } from '@nestvec/core/store';
import { type Command, Option } from 'commander';
import { type EmbedderFlags, withEmbedder } from '../embedder-flags.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { positiveInteger, score } from '../flags.ts';
import type { Io } from '../io.ts';
import { facetList, sortBy } from '../list-flags.ts';
import { noCollection } from '../open/no-collection.ts';
import { openStore } from '../open/open-store.ts';
import { placeOf } from '../open/place.ts';
import { withIndex } from '../open/with-index.ts';
import { type PlaceFlags, withPlace } from '../place-flags.ts';
import type { Run } from '../run.ts';
import { printHits } from '../search/print-hits.ts';
import { printList } from '../search/print-list.ts';

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
  readonly sort?: ListRequest['sort'];
  readonly after?: string;
}

const help = `
A filter is JSON over declared fields: {"color":"red"}, {"price":{"$lt":50}}, {"$or":[…]}, {"$not":…}.
Operators: ${Object.keys(filterOperators).join(' ')}.
At the top also {"$text":"red shoe"}: all of the words, in a collection that --keyword made.

Examples:
  $ nestvec search photos "two dogs"
  $ nestvec search photos --image ./dog.jpg --limit 5
  $ nestvec search shop "rote Schuhe" --filter '{"price":{"$lt":50}}' --over image
  $ nestvec search shop "red shoe" --exact --json
  $ nestvec search photos --like dog-1
  $ nestvec search shop "red shoe" --facet brand --facet price:range
  $ nestvec search shop "order 4711-A" --keyword --store weaviate
  $ nestvec search shop --sort -price --filter '{"color":"red"}'
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
    .option(
      '--sort <field>',
      'order by a number or a date, -field from the largest on: the best 100 hits, or without a query all items',
      sortBy,
    )
    .option('--after <cursor>', 'go on after a page of such a list of all items')
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
  const isList = flags.sort !== undefined && (text ?? flags.image ?? flags.like) === undefined;
  if (isList) return await listAll(collection, flags, io);
  if (flags.after !== undefined)
    throw invalid(
      '--after',
      'goes on with a list of all items; give --sort, and nothing to search for',
    );
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
      const { sort } = flags;
      const depth = limit > usualDepth ? limit : undefined;
      const options = { filter, limit, depth, ...contents, words, sort, minScore, exact, signal };
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

/** Prints a page of all items in the order of a field. */
async function listAll(collection: string, flags: SearchFlags, io: Io): Promise<ExitCode> {
  const place = placeOf(flags, io);
  const { sort, after, limit, facet, keyword, using, minScore, exact } = flags;
  if (sort === undefined) throw invalid('--sort', 'is missing');
  const ofQueries = { '--facet': facet, '--using': using, '--min-score': minScore };
  const beside = Object.entries({ ...ofQueries, '--keyword': keyword, '--exact': exact });
  for (const [flag, value] of beside)
    if (value !== undefined && value !== false)
      throw invalid(flag, 'is for the hits of a query; give one, or leave it out');
  const filter = flags.filter === undefined ? undefined : parseFilterFlag(flags.filter);
  const store = await openStore(collection, place, io);
  try {
    const started = io.now();
    const page = await store.list({ sort, filter, limit, after }, { signal: io.signal });
    printList(page, { collection, sort, elapsedMs: io.now() - started }, flags.json, io);
    return exitCodes.ok;
  } catch (error) {
    if (isNestvecError(error, 'not-found')) throw await noCollection(collection, place, io);
    throw error;
  } finally {
    await store.close();
  }
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
