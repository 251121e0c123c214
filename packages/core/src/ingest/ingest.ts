import { batches } from '../async/batch.ts';
import { invalid } from '../errors.ts';
import { readAhead } from '../async/read-ahead.ts';
import { throwIfAborted } from '../async/signal.ts';
import { mapWindow } from '../async/window.ts';
import type { IngestContext, IngestTarget } from './context.ts';
import { untilDrained } from './drain.ts';
import { createEmbedding } from './embed.ts';
import { createEstimate } from './estimate.ts';
import { failRejected } from './fail-rejected.ts';
import type { JournalRun, ResumePoint } from './journal.ts';
import { prepareItems } from './prepare.ts';
import { pruneRemoved } from './prune.ts';
import { finishUnfinished } from './resume.ts';
import { createTally } from './tally.ts';
import { openTelemetry, type Telemetry } from './telemetry.ts';
import { recordBytes } from './to-record.ts';
import { type TriagedItem, triageItems } from './triage.ts';
import type { IngestEstimate, IngestOptions, IngestReport, ItemSource } from './types.ts';
import { createWatermark } from './watermark.ts';
import { createWriter, type Writer } from './write.ts';

/**
 * Items in, records stored: check, look up in the journal, plan a batch, embed, sync, truncate, upsert, confirm. Every arrow is
 * bounded, so memory does not grow with the source. An item that fails is reported and left out; a database, embedder or journal
 * that fails for good rejects, and what was confirmed until then stays.
 */
export async function ingest(
  target: IngestTarget,
  source: ItemSource,
  options: IngestOptions = {},
): Promise<IngestReport> {
  const { store, embedder } = target;
  const { journal, source: name = '', dryRun = false } = options;
  if (options.prune === true && (journal === undefined || options.partial === true)) {
    throw invalid(
      'options.prune',
      'needs a journal and the whole source; give journal and leave out partial',
    );
  }
  const run = await journal?.begin({
    database: store.database,
    collection: store.collection,
    tenant: store.tenantName,
    identity: embedder.identity,
    source: name,
    dry: dryRun,
  });
  let total: number | undefined;
  try {
    const report = await runIngest(target, source, options, run);
    const isWhole = !report.drained && options.partial !== true;
    if (isWhole && report.notPruned === undefined) total = report.read;
    return report;
  } finally {
    await run?.end(total);
  }
}

async function runIngest(
  target: IngestTarget,
  source: ItemSource,
  options: IngestOptions,
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
  const { target, options, run, tally } = context;
  const writer = createWriter(target.store, options);
  if (run !== undefined && options.dryRun !== true) await finishUnfinished(run, context, writer);
  const items = triageItems(prepareItems(untilDrained(source, options.drain), context), context);
  let estimate: IngestEstimate | undefined;
  if (options.dryRun === true) estimate = await createEstimate(items, context);
  else await embedAndWrite(items, context, writer);
  throwIfAborted(options, `ingesting into ${target.store.collection}`);
  const drained = options.drain?.aborted === true;
  const prunes = run !== undefined && options.prune === true && options.dryRun !== true;
  let notPruned: string | undefined;
  if (prunes) notPruned = drained ? 'the run was stopped' : await pruneRemoved(run, context);
  return { ...tally.progress(), failures: tally.failures(), drained, notPruned, estimate };
}

function createContext(
  target: IngestTarget,
  options: IngestOptions,
  run: JournalRun | undefined,
  telemetry: Telemetry,
): IngestContext {
  const onProgress: IngestOptions['onProgress'] = (progress) => {
    telemetry.count(progress);
    options.onProgress?.(progress);
  };
  const tally = createTally({ ...options, onProgress }, run?.lastTotal);
  const watermark = createWatermark();
  return {
    target,
    options,
    tally,
    watermark,
    run,
    telemetry,
    async fail(failure) {
      tally.failed(failure);
      const point = watermark.settle([failure.index]);
      if (options.dryRun !== true) await run?.bury(failure, pointOf(point, options));
    },
  };
}

/** A part of a source says nothing about how far the whole has come. */
function pointOf(
  point: ResumePoint | undefined,
  { partial }: IngestOptions,
): ResumePoint | undefined {
  return partial === true ? undefined : point;
}

/** Items that are all in the journal cost the embedder nothing, but their vectors take memory: so many a batch for each of its places. */
const reusedAPlace = 8;

async function embedAndWrite(
  items: AsyncIterable<TriagedItem>,
  context: IngestContext,
  writer: Writer,
): Promise<void> {
  const { target, options, tally, run, watermark, telemetry } = context;
  const { store, embedder } = target;
  const { itemsPerCall, tokensPerCall, bytesPerCall, concurrency } = embedder.limits;
  const sizeOf = ({ size }: TriagedItem): TriagedItem['size'] =>
    size.items > 0 ? size : { ...size, items: 1 / reusedAPlace };
  const limits = { items: itemsPerCall, tokens: tokensPerCall, bytes: bytesPerCall };
  // The next batches are read, cut and measured while calls are under way.
  const ready = readAhead(batches(items, sizeOf, limits), concurrency);
  const embedded = mapWindow(ready, concurrency, createEmbedding(context));
  const writes = batches(
    flatten(embedded),
    ({ record }) => ({ tokens: 0, bytes: recordBytes(record) }),
    {
      items: Math.min(store.limits.recordsPerUpsert, 1000),
      tokens: Number.POSITIVE_INFINITY,
      bytes: Math.min(store.limits.bytesPerUpsert, 8 * 2 ** 20),
    },
  );
  let prepared: Promise<void> | undefined;
  const written = mapWindow(writes, store.limits.concurrency, async (batch) => {
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
  for await (const _ of written);
  await failRejected(writer.rest(), context);
}

async function* flatten<Entry>(
  lists: AsyncIterable<readonly Entry[]>,
): AsyncGenerator<Entry, void, undefined> {
  for await (const list of lists) yield* list;
}
