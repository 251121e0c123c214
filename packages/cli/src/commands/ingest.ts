import { resolve } from 'node:path';
import type { DocumentEntry, VectorIndex } from '@nestvec/core';
import { invalid } from '@nestvec/core/kit';
import type { Command } from 'commander';
import { withEmbedder } from '../embedder-flags.ts';
import type { ExitCode } from '../exit.ts';
import { asPath, positiveInteger, positiveNumber } from '../flags.ts';
import type { IngestFlags } from '../ingest/ingest-flags.ts';
import { checkFailuresFile } from '../ingest/failure-log.ts';
import { ingestInto } from '../ingest/ingest-into.ts';
import type { Input } from '../ingest/run-ingest.ts';
import { createSkipped, type SkippedFiles } from '../ingest/skipped.ts';
import { begun, type BegunStream, take } from '../ingest/take.ts';
import { createUsage } from '../ingest/usage.ts';
import { withPrune, withWritten } from '../ingest/written-flags.ts';
import type { Io } from '../io.ts';
import { documentHelp, openDocuments, passagesFor, withDocuments } from '../open/documents.ts';
import { placeOf } from '../open/place.ts';
import { withIndex } from '../open/with-index.ts';
import { withPlace } from '../place-flags.ts';
import type { Run } from '../run.ts';

const help = `
A folder gives one item for each image (jpg, png, webp, gif, avif, tiff, svg, bmp) in it and in its subfolders, and one for
each passage of its documents. The id is the path below the folder, of a passage with a hash of its text behind it. A
JSONL file gives one for each line, a table (csv, tsv) one for each row:
  {"id":"7","image":"images/7.jpg","text":"red shoe","metadata":{"price":59}}
${documentHelp}

A journal remembers what is done, so that the same command again goes on where it was stopped or killed, embeds nothing
twice, skips what has not changed, and writes what has. It lies in .nestvec/journals unless --journal names a folder.
What is gone, also from an edited document, stays until --prune.
Items that fail are kept in its dead.jsonl, with the reason; correct them there and pass the file to --replay.
Ends with 2 where some items could not be used, with 1 and nothing written where no item could.

Examples:
  $ nestvec ingest ./photos --collection photos
  $ nestvec ingest ./photos --collection photos --prune
  $ nestvec ingest ./photos --collection photos --dry-run
  $ nestvec ingest 'handbook/**/*.md' --collection handbook --chunk-tokens 200
  $ nestvec ingest https://example.com/guide --collection guide
  $ nestvec ingest products.jsonl --collection shop --fields price:number,color:string
  $ nestvec ingest --replay .nestvec/journals/shop/dead.jsonl --collection shop
  $ nestvec ingest ./photos --collection photos --model jinaai/jina-clip-v2 --data s3://bucket/vectors
  $ nestvec ingest ./photos --collection photos --store qdrant --url http://localhost:6333
  $ nestvec ingest ./photos --collection photos --embedder jina --spend-tokens 5000000`;

/** Adds `nestvec ingest`. */
export function addIngest(program: Command, run: Run): void {
  const bare = program
    .command('ingest')
    .description('embed a folder, documents, a table or a web page and write it to a collection');
  const command = withPrune(
    withWritten(bare, '[path]').option(
      '--limit <n>',
      'take the first n items only',
      positiveInteger,
    ),
  )
    .option('--dry-run', 'count items, tokens, cost and storage; embed and write nothing', false)
    .option(
      '--price <usd>',
      'dollars that a million tokens cost, to see what the run costs',
      positiveNumber,
    )
    .option(
      '--failures <file>',
      "where every failure is written (default: failures.jsonl in the journal's folder)",
      asPath,
    )
    .option('--replay <file>', 'ingest the dead letters of earlier runs instead of a path', asPath)
    .option('--journal <folder>', "where the journal is (default: the collection's own)", asPath)
    .option('--no-journal', 'remember nothing: a run that is stopped begins anew');
  withEmbedder(withPlace(withDocuments(command)))
    .addHelpText('after', help)
    .action(async (path: string | undefined, flags: IngestFlags) => {
      await run(flags.json, async (io) => await ingest(path, flags, io));
    });
}

/** Embeds what is at a path, or what failed before, and writes it. */
async function ingest(path: string | undefined, flags: IngestFlags, io: Io): Promise<ExitCode> {
  const place = placeOf(flags, io);
  const skipped = createSkipped();
  const given = await openInput(path, flags, skipped, io);
  const usage = createUsage();
  try {
    return await withIndex(
      { ...flags, place, keepsWords: flags.keyword, callbacks: usage.callbacks },
      io,
      async () => {},
      async (index) => {
        try {
          return await ingestInto(
            index,
            inputFor(index, given, flags, io),
            { flags, place, skipped },
            io,
          );
        } finally {
          usage.print(io);
        }
      },
    );
  } finally {
    // Also where the store could not be opened, so that nothing was taken from it.
    if (given.kind === 'source') await given.stream.close();
  }
}

function inputFor(index: VectorIndex, given: Given, flags: IngestFlags, io: Io): Input {
  if (given.kind === 'replay') return given;
  const { name, stream } = given;
  const items = take(passagesFor(index, stream.entries, flags, io), flags.limit);
  return { kind: 'source', name, items };
}

/** What is to be ingested, before it is known for which model. */
type Given =
  | Extract<Input, { readonly kind: 'replay' }>
  | {
      readonly kind: 'source';
      readonly name: string;
      readonly stream: BegunStream<DocumentEntry>;
    };

/** Flags of how a path is read. */
const ofSources = {
  limit: '--limit',
  columns: '--columns',
  delimiter: '--delimiter',
  decimal: '--decimal',
  encoding: '--encoding',
  reader: '--reader',
  chunkTokens: '--chunk-tokens',
  chunkOverlap: '--chunk-overlap',
  chunkRows: '--chunk-rows',
  headersAndFooters: '--headers-and-footers',
} as const satisfies Partial<Record<keyof IngestFlags, string>>;

/** Dead letters are items already: what says how others are made of a path would be passed over. */
function refuseOfSources(flags: IngestFlags): void {
  const names = Object.keys(ofSources) as (keyof typeof ofSources)[]; // the table's own keys
  const unused = names.find((name) => flags[name] !== undefined && flags[name] !== false);
  if (unused !== undefined)
    throw invalid(
      ofSources[unused],
      'says how a path is read, and --replay takes items as they are; leave it out',
    );
}

async function openInput(
  path: string | undefined,
  flags: IngestFlags,
  skipped: SkippedFiles,
  io: Io,
): Promise<Given> {
  const { replay, limit, prune, journal, dryRun, failures } = flags;
  if ((path === undefined) === (replay === undefined)) {
    throw invalid('path', 'name what to ingest: a path, or a file of dead letters with --replay');
  }
  if (prune && (limit !== undefined || replay !== undefined || journal === false)) {
    throw invalid(
      '--prune',
      'needs the journal and the whole path; leave out --limit, --replay and --no-journal',
    );
  }
  if (prune && dryRun)
    throw invalid('--prune', 'removes nothing in a dry run; leave out --dry-run or --prune');
  if (failures !== undefined) checkFailuresFile(resolve(io.cwd, failures), failures);
  if (path === undefined) {
    refuseOfSources(flags);
    return { kind: 'replay', file: resolve(io.cwd, replay ?? '') };
  }
  const name = URL.canParse(path) ? path : resolve(io.cwd, path);
  return {
    kind: 'source',
    name,
    stream: await begun(
      await openDocuments(path, flags, io, {
        onSkip: skipped.add,
        onClosed: skipped.addClosed,
        onDamaged: skipped.addDamaged,
      }),
    ),
  };
}
