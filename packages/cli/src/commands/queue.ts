import type { Command } from 'commander';
import { withEmbedder } from '../embedder-flags.ts';
import { asPath, positiveInteger, positiveNumber, withJson } from '../flags.ts';
import { withPrune, withWritten } from '../ingest/written-flags.ts';
import { withDocuments } from '../open/documents.ts';
import { withPlace } from '../place-flags.ts';
import { addPath, cancelNewest, carryRun, showStatus, workOnQueue } from '../queue/actions.ts';
import type { AddFlags, RunFlags, StatusFlags, WorkFlags } from '../queue/command-flags.ts';
import { type QueueFlags, withList, withQueue } from '../queue/flags.ts';
import type { Run } from '../run.ts';

const help = `
One machine reads (add), as many as you like embed and write (work), and Redis or Valkey is between them. The page of @nestvec/queue says
how many machines a catalogue needs.

Examples:
  $ nestvec queue add /data/photos -c photos --store qdrant --url http://db:6333 --redis redis://redis:6379
  $ nestvec queue work -c photos --root /data --store qdrant --url http://db:6333 --redis redis://redis:6379
  $ nestvec queue status photos --redis redis://redis:6379`;

/** Adds `nestvec queue`. */
export function addQueue(program: Command, run: Run): void {
  const queue = program
    .command('queue')
    .description('embed with many machines: add, work, status, cancel, retry')
    .addHelpText('after', help);
  const add = queue
    .command('add')
    .description('read a path, give its items to the workers, and wait until all is done');
  withRun(withEmbedder(withPlace(withDocuments(withPrune(withWritten(add, '<path>')))))).action(
    async (path: string, flags: AddFlags) => {
      await run(flags.json, async (io) => await addPath(path, flags, io));
    },
  );
  withRun(
    withEmbedder(
      withPlace(
        queue
          .command('retry')
          .description('give what failed to the workers again, as new jobs')
          .argument('<path>', 'the path that was added')
          .requiredOption('-c, --collection <name>', 'collection to write to'),
      ),
    ),
  ).action(async (path: string, flags: RunFlags) => {
    await run(
      flags.json,
      async (io) =>
        await carryRun(path, flags, io, async (producer, options) => await producer.retry(options)),
    );
  });
  withQueue(
    withEmbedder(
      withPlace(
        queue
          .command('work')
          .description(
            'embed and write what is added, until Ctrl-C or SIGTERM, which finishes what is under way',
          )
          .requiredOption('-c, --collection <name>', 'collection to write to')
          .option(
            '--root <folder>',
            'folder that images may be read from; give it once for each (default: none)',
            collect,
            [],
          )
          .option(
            '--jobs <n>',
            'jobs at the same time (default: by the limits of embedder and database)',
            positiveInteger,
          ),
      ),
    ),
  ).action(async (flags: WorkFlags) => {
    await run(flags.json, async (io) => await workOnQueue(flags, io));
  });
  withQueue(
    withJson(
      queue
        .command('status')
        .description('how the runs of a queue stand')
        .argument('[queue]', 'name of the queue, which is that of the collection'),
    ),
  ).action(async (name: string | undefined, flags: StatusFlags) => {
    await run(flags.json, async (io) => await showStatus(queueOf(name, flags), flags, io));
  });
  withQueue(
    withJson(
      queue
        .command('cancel')
        .description('end a run: what is under way is finished, the rest is dropped')
        .argument('[queue]', 'name of the queue, which is that of the collection')
        .option('--run <id>', 'which run (default: the newest)'),
    ),
  ).action(async (name: string | undefined, flags: StatusFlags) => {
    await run(flags.json, async (io) => await cancelNewest(queueOf(name, flags), flags, io));
  });
}

function withRun(command: Command): Command {
  return withList(withQueue(command))
    .option(
      '--priority <n>',
      'among the runs of a queue, 1 is the first (default: before all)',
      positiveInteger,
    )
    .option(
      '--spend-run <tokens>',
      'stop before all workers together have spent more tokens than this',
      positiveInteger,
    )
    .option(
      '--price <usd>',
      'dollars that a million tokens cost, to see what the run costs',
      positiveNumber,
    )
    .option('--items-per-job <n>', 'most items of a job (default: 64)', positiveInteger)
    .option(
      '--max-waiting <n>',
      'jobs that may wait, which bounds the memory of Redis (default: 1000)',
      positiveInteger,
    );
}

function collect(folder: string, before: readonly string[]): readonly string[] {
  return [...before, asPath(folder)];
}

function queueOf(name: string | undefined, { queue }: QueueFlags): string {
  return name ?? queue ?? '';
}
