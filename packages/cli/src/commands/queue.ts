import { resolve } from 'node:path';
import type { FieldType } from '@nestvec/core';
import type { QueueProducer, RunOptions, RunReport } from '@nestvec/queue';
import type { Command } from 'commander';
import { type EmbedderFlags, withEmbedder } from '../embedder-flags.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { asPath, positiveInteger, positiveNumber, withJson } from '../flags.ts';
import { begun } from '../ingest/take.ts';
import type { Io } from '../io.ts';
import { fieldList } from '../list-flags.ts';
import {
  type DocumentFlags,
  openDocuments,
  passagesFor,
  withDocuments,
} from '../open/documents.ts';
import { placeOf } from '../open/place.ts';
import { withIndex } from '../open/with-index.ts';
import { createOutput } from '../output.ts';
import { type PlaceFlags, withPlace } from '../place-flags.ts';
import { listOf, type QueueFlags, redisOf, withList, withQueue } from '../queue/flags.ts';
import { describeRun, printReport, printStatus } from '../queue/print.ts';
import type { Run } from '../run.ts';
import { createStatusLine } from '../status-line.ts';

interface CollectionFlags extends PlaceFlags, EmbedderFlags, QueueFlags {
  readonly collection: string;
}

interface RunFlags extends CollectionFlags {
  readonly list?: string;
  readonly priority?: number;
  readonly spendRun?: number;
  readonly price?: number;
  readonly itemsPerJob?: number;
  readonly maxWaiting?: number;
}

interface AddFlags extends RunFlags, DocumentFlags {
  readonly fields?: Readonly<Record<string, FieldType>>;
  readonly keyword?: true;
  readonly prune: boolean;
}

interface WorkFlags extends CollectionFlags {
  readonly root: readonly string[];
  readonly jobs?: number;
}

interface StatusFlags extends QueueFlags {
  readonly json: boolean;
  readonly run?: string;
}

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
  withRun(
    withEmbedder(
      withPlace(
        withDocuments(
          queue
            .command('add')
            .description('read a path, give its items to the workers, and wait until all is done')
            .argument(
              '<path>',
              'folder, pattern, .jsonl or .csv file, web address, or one document or image',
            )
            .requiredOption(
              '-c, --collection <name>',
              'collection to write to, made where it does not exist',
            )
            .option('--fields <list>', 'metadata to filter by, declared as name:type,…', fieldList)
            .option('--keyword', 'make a collection whose texts are found by their words as well')
            .option(
              '--prune',
              'also remove what an earlier run wrote and the path no longer has',
              false,
            ),
        ),
      ),
    ),
  ).action(async (path: string, flags: AddFlags) => {
    await run(flags.json, async (io) => await add(path, flags, io));
  });
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
        await carry(path, flags, io, async (producer, options) => await producer.retry(options)),
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
    await run(flags.json, async (io) => await work(flags, io));
  });
  withQueue(
    withJson(
      queue
        .command('status')
        .description('how the runs of a queue stand')
        .argument('[queue]', 'name of the queue, which is that of the collection'),
    ),
  ).action(async (name: string | undefined, flags: StatusFlags) => {
    await run(flags.json, async (io) => await status(queueOf(name, flags), flags, io));
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
    await run(flags.json, async (io) => await cancel(queueOf(name, flags), flags, io));
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

async function add(path: string, flags: AddFlags, io: Io): Promise<ExitCode> {
  const stream = await begun(await openDocuments(path, flags, io, {}));
  try {
    return await carry(
      path,
      flags,
      io,
      async (producer, options, index) =>
        await producer.run(passagesFor(index, stream.entries, flags, io), {
          ...options,
          prune: flags.prune,
        }),
    );
  } finally {
    await stream.close();
  }
}

type Carry = (
  producer: QueueProducer,
  options: RunOptions,
  index: Parameters<typeof passagesFor>[0],
) => Promise<RunReport>;

async function carry(
  path: string,
  flags: RunFlags & Partial<Pick<AddFlags, 'fields' | 'keyword'>>,
  io: Io,
  use: Carry,
): Promise<ExitCode> {
  const place = placeOf(flags, io);
  const { collection, json, spendRun, price, priority, queue, itemsPerJob, maxWaiting } = flags;
  const output = createOutput(io, json);
  const { createProducer } = await import('@nestvec/queue');
  const name = URL.canParse(path) ? path : resolve(io.cwd, path);
  const list = listOf({ ...flags, path: name }, place, io);
  return await withIndex(
    { ...flags, place, keepsWords: flags.keyword },
    io,
    async () => {},
    async (index) => {
      const producer = await createProducer({
        index,
        redis: redisOf(flags, io),
        list,
        queue,
        itemsPerJob,
        maxWaiting,
      });
      const line = createStatusLine(io, json);
      try {
        const report = await use(
          producer,
          {
            priority,
            signal: io.signal,
            spend: spendRun === undefined ? undefined : { tokens: spendRun },
            price: price === undefined ? undefined : { perMillionTokens: price, currency: 'USD' },
            onProgress: (progress) =>
              line.show(
                () => describeRun(progress),
                () => ({ progress }),
              ),
            onProblem({ error }) {
              line.clear();
              output.note(String(error));
            },
          },
          index,
        );
        line.clear();
        output.document({ collection, ...report });
        printReport(report, collection, output);
        if (report.state !== 'done') return exitCodes.error;
        return report.failed > 0 ? exitCodes.partial : exitCodes.ok;
      } finally {
        line.clear();
        await producer.close();
      }
    },
  );
}

async function work(flags: WorkFlags, io: Io): Promise<ExitCode> {
  const place = placeOf(flags, io);
  const { collection, json, queue, root: roots, jobs: concurrency, acceptNear } = flags;
  const output = createOutput(io, json);
  const { createWorker } = await import('@nestvec/queue');
  let slow = (_ms: number): void => {};
  const callbacks = { onRetry: ({ waitMs }: { readonly waitMs: number }): void => slow(waitMs) };
  return await withIndex(
    { ...flags, place, callbacks },
    io,
    async () => {},
    async (index) => {
      const worker = await createWorker({
        index,
        redis: redisOf(flags, io),
        queue,
        roots: roots.map((root) => resolve(io.cwd, root)),
        concurrency,
        acceptNear,
        onProblem: ({ error, job }) =>
          output.note(`${job === undefined ? '' : `${job}: `}${String(error)}`),
      });
      slow = (ms) => void worker.slow(ms).catch((error: unknown) => output.note(String(error)));
      output.note(
        `working on ${worker.queue} for ${collection}; SIGTERM finishes what is under way`,
      );
      const stop = (): void => void worker.close();
      if (io.signal.aborted) stop();
      io.signal.addEventListener('abort', stop, { once: true });
      await worker.ended;
      output.document({ queue: worker.queue, ended: true });
      return exitCodes.ok;
    },
  );
}

async function status(queue: string, flags: StatusFlags, io: Io): Promise<ExitCode> {
  const { readQueue } = await import('@nestvec/queue');
  const found = await readQueue({ redis: redisOf(flags, io), queue });
  const output = createOutput(io, flags.json);
  output.document(found);
  printStatus(found, Date.now(), output);
  return exitCodes.ok;
}

async function cancel(queue: string, flags: StatusFlags, io: Io): Promise<ExitCode> {
  const { cancelRun } = await import('@nestvec/queue');
  const cancelled = await cancelRun({ redis: redisOf(flags, io), queue, run: flags.run });
  const output = createOutput(io, flags.json);
  output.document({ queue, cancelled });
  output.line(cancelled ? `${queue}: cancelled` : `${queue}: has no run that is not over`);
  return exitCodes.ok;
}
