import { type Item, type ItemSource, NestvecError } from '@nestvec/core';
import { capInTokens, journalError, once, parseInput } from '@nestvec/core/kit';
import { Queue } from 'bullmq';
import { type DeadItem } from '../list/dead.ts';
import { openList, type RunList } from '../list/open-list.ts';
import { checkMachines } from '../machines.ts';
import { connect } from '../redis/connect.ts';
import { defaultPrefix, keysOf, queueOf } from '../redis/names.ts';
import { placeOf } from '../run/run-facts.ts';
import { beginKept, type KeptRun, readKept } from './kept-run.ts';
import { type ProducerOptions, producerSchema, type RunOptions, runSchema } from './options.ts';
import { carryThrough, type RunReport } from './run.ts';
import type { RunContext } from './run-context.ts';

/** The one that adds jobs, waits for them, and knows what became of each. */
export interface QueueProducer {
  readonly queue: string;
  /**
   * Gives the items of a source to the workers and resolves when all of them are accounted for. Where the list holds a run that is not
   * over, because its producer was stopped, killed or came to its cap, it goes on with that one. Rejects with `aborted`, with
   * `identity` where another embedder filled the collection, and with `journal`.
   */
  run(source: ItemSource, options?: RunOptions): Promise<RunReport>;
  /** The same for the items that failed in earlier runs, as new jobs. */
  retry(options?: Omit<RunOptions, 'prune'>): Promise<RunReport>;
  /** Items that could not be written, in the order of their ids. */
  deadLetters(): AsyncIterable<DeadItem>;
  /** Ends the connection and frees the list. A run under way ends first. */
  close(): Promise<void>;
}

/**
 * Opens a producer, for this process alone. Settles the collection and whose embeddings it holds before the first job. Rejects with
 * `journal` while another producer has the list, with `invalid-input` where Redis can't be reached, and with `unsupported` for a store
 * of one machine.
 *
 * ```ts
 * const producer = await createProducer({ index, redis: 'redis://127.0.0.1:6379', list: './photos.queue' });
 * const report = await producer.run(items);
 * await producer.close();
 * ```
 */
export async function createProducer(given: ProducerOptions): Promise<QueueProducer> {
  const settings = parseInput(producerSchema, given, 'options');
  const { index } = settings;
  const { store } = index;
  checkMachines(store);
  const queue = settings.queue ?? queueOf(store.collection, store.tenantName);
  const redis = await connect(settings.redis);
  let list: RunList;
  try {
    list = await openList(settings.list, placeOf(store));
  } catch (error) {
    redis.disconnect();
    throw error;
  }
  const keys = keysOf(queue);
  const bull = new Queue(queue, { connection: redis, prefix: defaultPrefix });
  bull.on('error', () => {}); // the calls themselves say it
  let running: Promise<unknown> | undefined;
  let isClosed = false;

  async function start(
    kind: KeptRun['kind'],
    source: () => ItemSource,
    runOptions: RunOptions | undefined,
  ): Promise<RunReport> {
    const options = parseInput(runSchema, runOptions ?? {}, 'options');
    if (isClosed)
      throw new NestvecError('closed', 'the producer was used after close()', { what: queue });
    if (running !== undefined)
      throw journalError(list.directory, 'locked', 'a run of this process is under way');
    await index.create({ signal: options.signal });
    const found = readKept(list);
    if (found !== undefined && found.kind !== kind)
      throw journalError(
        list.directory,
        'locked',
        `holds a run ${found.kind === 'retry' ? 'over what had failed' : 'over its source'} that is not over; start that one again first`,
      );
    const kept = found ?? beginKept(list, kind);
    const stop = new AbortController();
    const onAbort = (): void => stop.abort(options.signal?.reason);
    if (options.signal?.aborted === true) onAbort();
    options.signal?.addEventListener('abort', onAbort, { once: true });
    const cap = options.spend === undefined ? undefined : capInTokens(options.spend);
    const identity = index.embedder.identity;
    const { run, startedAt } = kept;
    const context: RunContext = {
      index,
      redis,
      bull,
      keys,
      list,
      kept,
      facts: { run, ...placeOf(store), identity, cap, startedAt },
      settings,
      options,
      adding: new Set(),
      stop,
      settled: Promise.withResolvers<void>(),
      failures: [],
      hides: undefined,
    };
    try {
      return await carryThrough(context, source, found !== undefined);
    } finally {
      options.signal?.removeEventListener('abort', onAbort);
    }
  }

  async function only(work: Promise<RunReport>): Promise<RunReport> {
    const settled = work.catch(() => {});
    running ??= settled;
    try {
      return await work;
    } finally {
      if (running === settled) running = undefined;
    }
  }

  return {
    queue,
    run: async (source, options) => await only(start('source', () => source, options)),
    retry: async (options) => await only(start('retry', () => deadItems(list), options)),
    deadLetters: () => deadLetters(list),
    close: once(async () => {
      isClosed = true;
      await running;
      await bull.close();
      await redis.quit();
      list.close();
    }),
  };
}

const pageSize = 256;

async function* deadLetters(list: RunList): AsyncGenerator<DeadItem, void, undefined> {
  for (let after = ''; ;) {
    const page = list.dead.list(after, pageSize);
    const last = page.at(-1);
    if (last === undefined) return;
    yield* page;
    after = last.id;
  }
}

/** What failed and can be tried again as it is; what the source could not make is left to the source. */
async function* deadItems(list: RunList): AsyncGenerator<Item, void, undefined> {
  for await (const { item } of deadLetters(list))
    if (item !== undefined) yield JSON.parse(item) as Item; // as a run kept it
}
