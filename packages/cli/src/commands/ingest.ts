import { type FieldType, isNestvecError, type Item, type SourceFailure } from '@nestvec/core';
import { openSource } from '@nestvec/sources';
import type { Command } from 'commander';
import { type ExitCode, exitCodes } from '../exit.ts';
import { fieldList, positiveInteger, withData, withModel } from '../flags.ts';
import { printReport } from '../ingest/report.ts';
import { take } from '../ingest/take.ts';
import { watchIngest } from '../ingest/watch.ts';
import type { Io } from '../io.ts';
import { miniClip } from '../open/model.ts';
import { type IndexChoice, type OpenIndex, withIndex } from '../open/with-index.ts';
import { createOutput } from '../output.ts';
import type { Run } from '../program.ts';

/** What `nestvec ingest` is told. */
interface IngestFlags extends IndexChoice {
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
  $ nestvec ingest ./photos --collection photos --model jinaai/jina-clip-v2 --data s3://bucket/vectors`;

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
  withModel(withData(command))
    .addHelpText('after', help)
    .action(async (path: string, flags: IngestFlags) => {
      await run(flags.json, async (io) => await ingest(path, flags, io));
    });
}

/** Embeds what is at a path and writes it. */
async function ingest(path: string, flags: IngestFlags, io: Io): Promise<ExitCode> {
  const source = await openSource(path, { signal: io.signal });
  return await withIndex(
    flags,
    io,
    async () => {},
    async (open) => await ingestInto(open, take(source, flags.limit), flags, io),
  );
}

async function ingestInto(
  { index, store }: OpenIndex,
  source: AsyncIterable<Item | SourceFailure>,
  flags: IngestFlags,
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
    if (report.written > 0) await store.optimize({ signal });
    watch.clear();
    printReport(report, flags, model, now() - started, io);
    if (report.written === 0) return exitCodes.error;
    return report.failed === 0 ? exitCodes.ok : exitCodes.partial;
  } catch (error) {
    watch.clear();
    if (!isNestvecError(error, 'aborted') || !signal.aborted) throw error;
    const { read, written } = watch.counts();
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
