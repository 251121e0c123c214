import { type BatchLimits, batches } from '../async/batch.ts';
import type { Content } from '../embedder/content.ts';
import { isNestvecError } from '../errors.ts';
import type { Modality } from '../spec/models.ts';
import { retry } from '../async/retry.ts';
import { throwIfAborted } from '../async/signal.ts';
import { mapWindow } from '../async/window.ts';
import type { IngestContext } from './context.ts';
import { type HashedItem, type HashedPart, hashItem, hashRecord } from './hash-item.ts';
import { heldSize } from './held-size.ts';
import type { JournalRun, KnownItem } from './journal.ts';
import type { PreparedItem } from './prepare.ts';
import { createIdSet, type IdSet } from '../record/id-set.ts';
import { createSkipStored } from './skip-stored.ts';

/** A content, and whether it is to be embedded, as far as that is known before. */
interface TriagedPart extends HashedPart {
  readonly isNew: boolean;
}

/** An item that is to be written, with the size of what of it is to be embedded. */
export interface TriagedItem extends LookedUpItem {
  readonly parts: readonly TriagedPart[];
  readonly size: { readonly items: number; readonly tokens: number; readonly bytes: number };
}

/** An item with the hash of what is kept beside what is embedded; empty without a journal, where nothing asks for it. */
interface LookedUpItem extends HashedItem {
  readonly recordHash: string;
}

/** Enough for one call of the tokenizer, and one question to the database, to be worth it, in bounded memory. */
export const together: BatchLimits = {
  items: 256,
  tokens: Number.POSITIVE_INFINITY,
  bytes: 64 * 2 ** 20,
};
/** Images that are read for their hash at the same time. */
const hashedAtOnce = 8;

/** Looks items up and passes on those that are new or have changed. */
export async function* triageItems(
  items: AsyncIterable<PreparedItem>,
  context: IngestContext,
): AsyncGenerator<TriagedItem, void, undefined> {
  const { run, options, tally, waiting } = context;
  const seen = createIdSet();
  const contents = createIdSet(numberOfHash);
  const skipStored = createSkipStored(context);
  for await (const group of batches(items, heldSize, together, waiting)) {
    throwIfAborted(options, 'ingesting');
    const rows = await lookUp(await skipStored(group), context);
    if (run === undefined) {
      for (const { item } of rows) if (!seen.add(item.item.id)) tally.add('repeated', 1);
    }
    const left =
      run === undefined ? rows.map(({ item }) => item) : await leaveUnchanged(rows, run, context);
    tally.report();
    yield* await measureItems(left, contents, context);
  }
}

/** The first 52 bits of a hash in hexadecimal. */
function numberOfHash(hash: string): number {
  return Number.parseInt(hash.slice(0, 13), 16) + 1;
}

interface LookedUp {
  readonly item: LookedUpItem;
  readonly known: KnownItem | undefined;
}

/** The items of a group that have to be written; the others are counted and checkpointed. */
async function leaveUnchanged(
  rows: readonly LookedUp[],
  run: JournalRun,
  context: IngestContext,
): Promise<readonly LookedUpItem[]> {
  const { tally, watermark } = context;
  const stored = await findStored(rows, context);
  const met = new Set<string>();
  const writing = new Set<string>();
  const passed: { id: string; index: number }[] = [];
  const left: LookedUpItem[] = [];
  for (const { item, known } of rows) {
    const {
      index,
      item: { id },
    } = item;
    // What the journal knows of an id is not the newest while an earlier entry of it is being written.
    const isUnderWay = writing.has(id) || watermark.isUnderWay(id);
    if (met.has(id) || isUnderWay || known?.seen === true) tally.add('repeated', 1);
    met.add(id);
    if (stored.has(index) && !isUnderWay) passed.push({ id, index });
    else {
      if (known?.elsewhere === true && !isUnchanged({ item, known })) tally.add('overwritten', 1);
      left.push(item);
      writing.add(id);
    }
  }
  for (const { index } of left) watermark.send(index);
  if (passed.length > 0) {
    await run.pass(passed, watermark.settle(passed.map(({ index }) => index)));
    tally.add('unchanged', passed.length);
  }
  return left;
}

async function lookUp(
  group: readonly PreparedItem[],
  { run, options, fail }: IngestContext,
): Promise<readonly LookedUp[]> {
  const found = (await run?.look(group.map(({ item }) => item.id))) ?? [];
  const rows: LookedUp[] = [];
  const hashed = mapWindow(group.entries(), hashedAtOnce, async ([at, prepared]) => {
    const known = found[at];
    try {
      const item = await hashItem(prepared, known, options.signal);
      const recordHash = run === undefined ? '' : hashRecord(item.item);
      return { item: { ...item, recordHash }, known };
    } catch (error) {
      if (!isNestvecError(error) || isNestvecError(error, 'aborted')) throw error;
      const { index, item } = prepared;
      await fail({ id: item.id, index, stage: 'embed', error, item });
      return undefined;
    }
  });
  for await (const row of hashed) if (row !== undefined) rows.push(row);
  return rows;
}

/**
 * Positions of the items that are in the database as they would be written. The journal alone is not believed: the collection
 * may have been dropped, restored, or written to by someone else since.
 */
async function findStored(
  rows: readonly LookedUp[],
  { target, options }: IngestContext,
): Promise<ReadonlySet<number>> {
  if (!target.exists()) return new Set();
  const candidates = rows.filter(isUnchanged);
  if (candidates.length === 0 || !options.verify) {
    return new Set(candidates.map(({ item }) => item.index));
  }
  const records = await retry(
    async () =>
      await target.store.get(
        candidates.map(({ item }) => item.item.id),
        { include: { metadata: false, text: false, vectors: [] }, signal: options.signal },
      ),
    { operation: 'looking items up', signal: options.signal, onRetry: options.onRetry },
  );
  const isStored = ({ item }: LookedUp, at: number): boolean =>
    records[at]?.contentHash === item.contentHash;
  return new Set(candidates.filter(isStored).map(({ item }) => item.index));
}

function isUnchanged({ item, known }: LookedUp): boolean {
  if (known?.confirmed !== true || item.contentHash === undefined) return false;
  const hashOf = (modality: Modality): string | undefined =>
    item.parts.find((part) => part.modality === modality)?.hash;
  return (
    known.recordHash === item.recordHash &&
    known.textHash === hashOf('text') &&
    known.imageHash === hashOf('image')
  );
}

/**
 * Only what neither the journal has an embedding of nor came before in this run is measured, since only that costs anything;
 * `before` are the contents that came.
 */
async function measureItems(
  items: readonly LookedUpItem[],
  before: IdSet,
  { target, options, run }: IngestContext,
): Promise<readonly TriagedItem[]> {
  const { embedder } = target;
  const parts = items.flatMap((item) => item.parts);
  const hashes = parts.flatMap(({ hash }) => hash ?? []);
  const has = (await run?.has(hashes))?.values();
  const areNew = parts.map(({ hash }) => {
    if (hash === undefined) return true;
    const isKept = has?.next().value === true;
    return before.add(hash) && !isKept;
  });
  const contents: Content[] = parts.flatMap(({ content }, at) => (areNew[at] ? [content] : []));
  const sizes = (
    contents.length === 0 ? [] : await embedder.measure(contents, { signal: options.signal })
  ).values();
  const newness = areNew.values();
  return items.map((item) => {
    let size = { items: 0, tokens: 0, bytes: 0 };
    const triaged = item.parts.map((part): TriagedPart => {
      const isNew = newness.next().value === true;
      if (!isNew) return { ...part, isNew };
      const { tokens, bytes } = sizes.next().value ?? { tokens: 0, bytes: 0 };
      size = { items: size.items + 1, tokens: size.tokens + tokens, bytes: size.bytes + bytes };
      return { ...part, isNew };
    });
    return { ...item, parts: triaged, size };
  });
}
