import { resolve } from 'node:path';
import type { QueueProducer, RunOptions, RunReport } from '@nestvec/queue';
import { type ExitCode, exitCodes } from '../exit.ts';
import { begun } from '../ingest/take.ts';
import type { Io } from '../io.ts';
import { openDocuments, passagesFor } from '../open/documents.ts';
import { placeOf } from '../open/place.ts';
import { withIndex } from '../open/with-index.ts';
import { createOutput } from '../output.ts';
import { createStatusLine } from '../status-line.ts';
import type { AddFlags, RunFlags, StatusFlags, WorkFlags } from './command-flags.ts';
import { listOf, redisOf } from './flags.ts';
import { describeRun, printReport, printStatus } from './print.ts';

/** Reads a path and gives its items to the workers. Gives the exit code. */
export async function addPath(path: string, flags: AddFlags, io: Io): Promise<ExitCode> {
  const stream = await begun(await openDocuments(path, flags, io, {}));
  try {
    return await carryRun(
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

/** Carries a run through. Gives the exit code. */
export async function carryRun(
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

/** Works until it is stopped. Gives the exit code. */
export async function workOnQueue(flags: WorkFlags, io: Io): Promise<ExitCode> {
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

/** Says how a queue stands. Gives the exit code. */
export async function showStatus(queue: string, flags: StatusFlags, io: Io): Promise<ExitCode> {
  const { readQueue } = await import('@nestvec/queue');
  const found = await readQueue({ redis: redisOf(flags, io), queue });
  const output = createOutput(io, flags.json);
  output.document(found);
  printStatus(found, Date.now(), output);
  return exitCodes.ok;
}

/** Cancels a run. Gives the exit code. */
export async function cancelNewest(queue: string, flags: StatusFlags, io: Io): Promise<ExitCode> {
  const { cancelRun } = await import('@nestvec/queue');
  const cancelled = await cancelRun({ redis: redisOf(flags, io), queue, run: flags.run });
  const output = createOutput(io, flags.json);
  output.document({ queue, cancelled });
  output.line(cancelled ? `${queue}: cancelled` : `${queue}: has no run that is not over`);
  return exitCodes.ok;
}
