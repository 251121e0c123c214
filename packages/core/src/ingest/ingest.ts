import { batches } from '../async/batch.ts';
import { readAhead } from '../async/read-ahead.ts';
import { throwIfAborted } from '../async/signal.ts';
import { messageOf } from '../errors.ts';
import { mapWindow } from '../async/window.ts';
import type { IngestContext, IngestTarget } from './context.ts';
import { createContext, pointOf } from './create-context.ts';
import { untilStopped } from './drain.ts';
import { createEmbedding } from './embed.ts';
import { createEstimate } from './estimate.ts';
import { failRejected } from './fail-rejected.ts';
import { checkSource, resolveIngestOptions, type ResolvedIngestOptions } from './ingest-options.ts';
import type { JournalRun } from './journal.ts';
import { prepareItems } from './prepare.ts';
import { pruneRemoved } from './prune.ts';
import { finishUnfinished } from './resume.ts';
import { openTelemetry } from './telemetry.ts';
import { recordBytes } from './to-record.ts';
import { type TriagedItem, triageItems } from './triage.ts';
import type { IngestEstimate, IngestOptions, IngestReport, ItemSource } from './types.ts';
import { createWriter, type ReadyRecord, type Writer } from './write.ts';

/**
 * Items in, records stored: check, look up in the journal, plan a batch, embed, sync, truncate, upsert, confirm. Every arrow is
 * bounded, so memory does not grow with the source. An item that fails is reported and left out; a database, embedder or journal
 * that fails for good rejects, and what was confirmed until then stays.
 */
export async function ingest(
  target: IngestTarget,
  source: ItemSource,
  given?: IngestOptions,
): Promise<IngestReport> {
  checkSource(source);
  const options = resolveIngestOptions(given);
  const { store, embedder } = target;
  const run = await options.journal?.begin({
    database: store.database,
    collection: store.collection,
    tenant: store.tenantName,
    identity: embedder.identity,
    source: options.source,
    dry: options.dryRun,
  });
  let total: number | undefined;
  try {
    const report = await runIngest(target, source, options, run);
    const isWhole = !report.drained && !options.partial;
    if (isWhole && report.notPruned === undefined) total = report.read;
    return report;
  } finally {
    await run?.end(total);
  }
}

async function runIngest(
  target: IngestTarget,
  source: ItemSource,
  options: ResolvedIngestOptions,
  run: JournalRun | undefined,
): Promise<IngestReport> {
  const telemetry = await openTelemetry({
    'db.system.name': target.store.database,
    'db.collection.name': target.store.collection,
  });
  const context = createContext(target, options, run, telemetry);
  const attributes = { 'gen_ai.request.model': target.embedder.identity.model };
  return await telemetry.span('nestvec.ingest', attributes, async () => {
    const report = await runStages(source, context);
    telemetry.count(report);
    return report;
  });
}

async function runStages(source: ItemSource, context: IngestContext): Promise<IngestReport> {
  const { target, options, run, tally, stop } = context;
  const { drain, signal, dryRun, prune } = options;
  const { store, embedder, acceptNear } = target;
  const madeBy = { identity: embedder.identity, acceptNear };
  const writer = createWriter({ store, madeBy }, options);
  if (run !== undefined && !dryRun) await finishUnfinished(run, context, writer);
  const signals = { drain, signal: anySignal(signal, stop.signal) };
  const items = triageItems(prepareItems(untilStopped(source, signals), context), context);
  let estimate: IngestEstimate | undefined;
  if (dryRun) estimate = await createEstimate(items, context);
  else await embedAndWrite(items, context, writer);
  throwIfAborted(options, `ingesting into ${target.store.collection}`);
  const drained = drain?.aborted === true;
  let notPruned: string | undefined;
  if (run !== undefined && prune && !dryRun)
    notPruned = drained ? 'the run was stopped' : await pruneRemoved(run, context);
  const notOptimized = dryRun || drained ? undefined : await optimize(context);
  const outcome = { drained, notPruned, notOptimized, estimate };
  return { ...tally.progress(), failures: tally.failures(), ...outcome };
}

/** Gives why it could not be done. */
async function optimize({ target, options, tally }: IngestContext): Promise<string | undefined> {
  const { written, pruned } = tally.progress();
  if (written + pruned === 0) return undefined;
  try {
    await target.store.optimize({ ifNeeded: true, signal: options.signal });
    return undefined;
  } catch (error) {
    throwIfAborted(options, `ingesting into ${target.store.collection}`);
    return messageOf(error);
  }
}

function anySignal(given: AbortSignal | undefined, own: AbortSignal): AbortSignal {
  return given === undefined ? own : AbortSignal.any([given, own]);
}

/** Items that are all in the journal cost the embedder nothing, but their vectors take memory: so many a batch for each of its places. */
const reusedAPlace = 8;

async function embedAndWrite(
  items: AsyncIterable<TriagedItem>,
  context: IngestContext,
  writer: Writer,
): Promise<void> {
  const { target, options, tally, run, watermark, telemetry, waiting, stop } = context;
  const { store, embedder } = target;
  const { itemsPerCall, tokensPerCall, bytesPerCall, concurrency } = embedder.limits;
  const sizeOf = ({ size }: TriagedItem): TriagedItem['size'] =>
    size.items > 0 ? size : { ...size, items: 1 / reusedAPlace };
  const limits = { items: itemsPerCall, tokens: tokensPerCall, bytes: bytesPerCall };
  // The next batches are read, cut and measured while calls are under way.
  const orStop = stoppingBy(stop);
  const ready = readAhead(batches(items, sizeOf, limits, waiting), concurrency);
  const embedded = mapWindow(ready, concurrency, orStop(createEmbedding(context)));
  const writes = batches(
    flatten(embedded),
    ({ record }) => ({ tokens: 0, bytes: recordBytes(record) }),
    {
      items: Math.min(store.limits.recordsPerUpsert, 1000),
      tokens: Number.POSITIVE_INFINITY,
      bytes: Math.min(store.limits.bytesPerUpsert, 8 * 2 ** 20),
    },
    waiting,
  );
  let prepared: Promise<void> | undefined;
  const write = orStop(async (batch: readonly ReadyRecord[]) => {
    await (prepared ??= target.beforeFirstWrite());
    throwIfAborted(options, `ingesting into ${store.collection}`);
    const { confirmed, rejected } = await telemetry.span(
      'nestvec.upsert',
      { 'db.operation.batch.size': batch.length },
      async () => await writer.write(batch),
    );
    const point = watermark.settle(confirmed.map(({ index }) => index));
    await run?.confirm(
      confirmed.map(({ index, record: { id } }) => ({ id, index })),
      pointOf(point, options),
    );
    await failRejected(rejected, context);
    tally.add('written', confirmed.length);
    tally.report();
  });
  try {
    for await (const _ of mapWindow(writes, store.limits.concurrency, write));
  } catch (error) {
    // What stopped the source is what went wrong, not that it was stopped.
    throw stop.signal.aborted ? stop.signal.reason : error;
  }
  await failRejected(writer.rest(), context);
}

/** Makes work that fails end the wait for the source's next entry too, which may never come. */
function stoppingBy(
  stop: AbortController,
): <In, Out>(work: (value: In) => Promise<Out>) => (value: In) => Promise<Out> {
  return (work) => async (value) => {
    try {
      return await work(value);
    } catch (error) {
      stop.abort(error);
      throw error;
    }
  };
}

async function* flatten<Entry>(
  lists: AsyncIterable<readonly Entry[]>,
): AsyncGenerator<Entry, void, undefined> {
  for await (const list of lists) yield* list;
}
