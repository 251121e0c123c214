import {
  type FieldType,
  isNestvecError,
  type Item,
  type SourceFailure,
  type VectorIndex,
} from '@nestvec/core';
import { openSource } from '@nestvec/sources';
import type { Command } from 'commander';
import { type EmbedderFlags, withEmbedder } from '../embedder-flags.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { positiveInteger } from '../flags.ts';
import { printReport } from '../ingest/report.ts';
import { take } from '../ingest/take.ts';
import { createUsage } from '../ingest/usage.ts';
import { watchIngest } from '../ingest/watch.ts';
import type { Io } from '../io.ts';
import { fieldList } from '../list-flags.ts';
import { miniClip } from '../open/model.ts';
import { tidy } from '../open/open-store.ts';
import { type Place, placeOf } from '../open/place.ts';
import { withIndex } from '../open/with-index.ts';
import { createOutput } from '../output.ts';
import { type PlaceFlags, withPlace } from '../place-flags.ts';
import type { Run } from '../program.ts';

/** What `nestvec ingest` is told. */
interface IngestFlags extends PlaceFlags, EmbedderFlags {
  readonly collection: string;
  readonly fields?: Readonly<Record<string, FieldType>>;
  readonly limit?: number;
}

const help = `
A folder gives one item for each picture (jpg, png, webp, gif, avif, tiff, svg) and text (txt, md) in it and in its
subfolders; the id is the path below the folder. A JSONL file gives one for each line:
  {"id":"7","image":"pictures/7.jpg","text":"red shoe","metadata":{"price":59}}

An id that is there already is replaced, so a command that was stopped can be run again as it stands.
Ends with 2 where some items could not be used, with 1 and nothing written where none could.

Examples:
  $ nestvec ingest ./photos --collection photos
  $ nestvec ingest products.jsonl --collection shop --fields price:number,color:string
  $ nestvec ingest ./photos --collection photos --model jinaai/jina-clip-v2 --data s3://bucket/vectors
  $ nestvec ingest ./photos --collection photos --store qdrant --url http://localhost:6333
  $ nestvec ingest ./photos --collection photos --embedder jina --spend-tokens 5000000`;

/** Adds `nestvec ingest`. */
export function addIngest(program: Command, run: Run): void {
  const command = program
    .command('ingest')
    .description('embed a folder or a JSONL file and write it to a collection')
    .argument('<path>', 'folder, .jsonl file, or one picture or text')
    .requiredOption(
      '-c, --collection <name>',
      'collection to write to, made where it does not exist',
    )
    .option('--fields <list>', 'metadata to filter by, declared as name:type,…', fieldList)
    .option('--limit <n>', 'take the first n items only', positiveInteger);
  withEmbedder(withPlace(command))
    .addHelpText('after', help)
    .action(async (path: string, flags: IngestFlags) => {
      await run(flags.json, async (io) => await ingest(path, flags, io));
    });
}

/** Embeds what is at a path and writes it. */
async function ingest(path: string, flags: IngestFlags, io: Io): Promise<ExitCode> {
  const place = placeOf(flags, io);
  const source = await openSource(path, { signal: io.signal });
  const usage = createUsage();
  return await withIndex(
    { ...flags, place, callbacks: usage.callbacks },
    io,
    async () => {},
    async (index) => {
      try {
        return await ingestInto(index, take(source, flags.limit), { ...flags, place }, io);
      } finally {
        usage.print(io);
      }
    },
  );
}

async function ingestInto(
  index: VectorIndex,
  source: AsyncIterable<Item | SourceFailure>,
  flags: { readonly collection: string; readonly place: Place; readonly json: boolean },
  io: Io,
): Promise<ExitCode> {
  const { signal, now } = io;
  const { model } = index.embedder.identity;
  const output = createOutput(io, flags.json);
  const watch = watchIngest(io, flags.json, () => {
    if (model === miniClip) output.note(trialNotice(io));
  });
  const started = now();
  try {
    const report = await index.ingest(watch.items(source), { ...watch.callbacks, signal });
    if (report.written > 0) await tidy(index.store, { signal });
    watch.clear();
    printReport(report, flags, model, now() - started, io);
    if (report.written === 0) return exitCodes.error;
    return report.failed === 0 ? exitCodes.ok : exitCodes.partial;
  } catch (error) {
    watch.clear();
    const { read, written } = watch.counts();
    // Also where the spend cap ends it.
    if (isNestvecError(error, 'embedder')) {
      output.note(`${written} of the ${read} read so far are written`);
    }
    if (!isNestvecError(error, 'aborted') || !signal.aborted) throw error;
    output.document({ collection: flags.collection, stopped: true, read, written });
    output.note(
      `stopped: ${written} of the ${read} read so far are written; the same command again goes on`,
    );
    return exitCodes.interrupted;
  }
}

function trialNotice({ program }: Io): string {
  return `mini-clip knows drawings of everyday things and is for trying. For photos and real texts: ${program} model pull jinaai/jina-clip-v2, then ingest with --model jinaai/jina-clip-v2`;
}
