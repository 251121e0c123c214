import { batches } from '../batch.ts';
import type { ContentSize, Embedder } from '../embedder.ts';
import type { VectorRecord } from '../record.ts';
import { retry } from '../retry.ts';
import { throwIfAborted } from '../signal.ts';
import type { ResolvedSpec } from '../spec.ts';
import type { Store } from '../store.ts';
import { mapWindow } from '../window.ts';
import { prepareItems, type PreparedItem } from './prepare.ts';
import { createTally, type Tally } from './tally.ts';
import { recordBytes, toRecord } from './to-record.ts';
import type { IngestOptions, IngestReport, ItemSource } from './types.ts';
import { createWriter } from './write.ts';

/** What an ingest works with. */
export interface IngestTarget {
  readonly embedder: Embedder;
  readonly store: Store;
  readonly spec: ResolvedSpec;
  /** Called once, before the first write; creates the collection where it is missing. */
  readonly beforeFirstWrite: () => Promise<void>;
}

/**
 * Items in, records stored: check, plan a batch, embed, truncate, upsert. Every arrow is bounded, so memory does not grow
 * with the source. An item that fails is reported and left out; a database or embedder that fails for good rejects, and
 * what was confirmed until then stays.
 */
export async function ingest(
  target: IngestTarget,
  source: ItemSource,
  options: IngestOptions = {},
): Promise<IngestReport> {
  const { embedder, store, spec } = target;
  const tally = createTally(options);
  const items = measureItems(prepareItems(source, spec, tally), embedder, options);
  const { itemsPerCall, tokensPerCall, bytesPerCall, concurrency } = embedder.limits;
  const calls = batches(items, (entry) => entry.size, {
    items: itemsPerCall,
    tokens: tokensPerCall,
    bytes: bytesPerCall,
  });
  const embedded = mapWindow(calls, concurrency, (batch) =>
    embedItems(batch, target, tally, options),
  );
  const writes = batches(
    flatten(embedded),
    (record) => ({ tokens: 0, bytes: recordBytes(record) }),
    {
      items: Math.min(store.limits.recordsPerUpsert, 1000),
      tokens: Number.POSITIVE_INFINITY,
      bytes: Math.min(store.limits.bytesPerUpsert, 8 * 2 ** 20),
    },
  );
  const write = createWriter(store, options);
  let prepared: Promise<void> | undefined;
  const written = mapWindow(writes, store.limits.concurrency, async (records) => {
    await (prepared ??= target.beforeFirstWrite());
    throwIfAborted(options, `ingesting into ${store.collection}`);
    const count = await write(records);
    tally.wrote(count);
  });
  for await (const _ of written);
  throwIfAborted(options, `ingesting into ${store.collection}`);
  return tally.report();
}

interface MeasuredItem extends PreparedItem {
  readonly size: { readonly items: number; readonly tokens: number; readonly bytes: number };
}

/** Enough for one call of the tokenizer to be worth it. */
const measuredTogether = 64;

async function* measureItems(
  items: AsyncIterable<PreparedItem>,
  embedder: Embedder,
  options: IngestOptions,
): AsyncGenerator<MeasuredItem, void, undefined> {
  const unlimited = {
    items: measuredTogether,
    tokens: Number.POSITIVE_INFINITY,
    bytes: Number.POSITIVE_INFINITY,
  };
  for await (const group of batches(items, () => ({ tokens: 0, bytes: 0 }), unlimited)) {
    throwIfAborted(options, 'ingesting');
    const contents = group.flatMap((entry) => entry.parts.map((part) => part.content));
    const sizes = (await embedder.measure(contents, { signal: options.signal })).values();
    for (const entry of group) {
      const own = entry.parts.map((): ContentSize => sizes.next().value ?? { tokens: 0, bytes: 0 });
      yield {
        ...entry,
        size: {
          items: own.length,
          tokens: own.reduce((sum, size) => sum + size.tokens, 0),
          bytes: own.reduce((sum, size) => sum + size.bytes, 0),
        },
      };
    }
  }
}

async function embedItems(
  items: readonly PreparedItem[],
  target: IngestTarget,
  tally: Tally,
  options: IngestOptions,
): Promise<VectorRecord[]> {
  const contents = items.flatMap((entry) => entry.parts.map((part) => part.content));
  const result = await retry(
    () => target.embedder.embed(contents, { task: 'document', signal: options.signal }),
    { operation: 'embedding', signal: options.signal, onRetry: options.onRetry },
  );
  tally.embedded(result);
  const embeddings = result.embeddings.values();
  const records: VectorRecord[] = [];
  for (const { item, index, parts } of items) {
    const own = parts.flatMap(({ modality }) => {
      const embedding = embeddings.next().value;
      return embedding === undefined ? [] : [{ modality, embedding }];
    });
    const failed = own.find(({ embedding }) => !embedding.ok)?.embedding;
    if (failed?.ok === false) {
      tally.failed({ id: item.id, index, stage: 'embed', error: failed.error });
      continue;
    }
    records.push(
      toRecord(
        item,
        own.flatMap(({ modality, embedding }) => (embedding.ok ? [{ modality, embedding }] : [])),
        target.spec,
      ),
    );
  }
  return records;
}

async function* flatten<Entry>(
  lists: AsyncIterable<readonly Entry[]>,
): AsyncGenerator<Entry, void, undefined> {
  for await (const list of lists) yield* list;
}
