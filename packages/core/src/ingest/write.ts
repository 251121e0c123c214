import { isNestvecError } from '../errors.ts';
import type { Item } from '../embedder/item.ts';
import type { VectorRecord } from '../record/record.ts';
import { retry } from '../async/retry.ts';
import type { Store, UpsertOptions } from '../store/store.ts';
import { createRejections, isRejection, type Rejected } from './rejection.ts';
import type { IngestOptions } from './types.ts';

/** A record to be written, and where it came from. */
export interface ReadyRecord {
  readonly index: number;
  /** Absent where an earlier run read it. */
  readonly item: Item | undefined;
  /** The run that kept it, where it is an earlier one. */
  readonly run?: number | undefined;
  readonly record: VectorRecord;
}

/** What became of a batch. */
interface Written {
  readonly confirmed: readonly ReadyRecord[];
  /** Of this batch or an earlier one: that a record is at fault shows when another one is taken. */
  readonly rejected: readonly Rejected<ReadyRecord>[];
}

/** Where records are written, and what their vectors were made by. */
export interface WriteTarget extends Pick<UpsertOptions, 'madeBy' | 'withoutVectors'> {
  readonly store: Store;
}

/** How. */
export type WriteOptions = Pick<IngestOptions, 'signal' | 'onRetry'>;

/** Writes records. */
export interface Writer {
  write(batch: readonly ReadyRecord[]): Promise<Written>;
  /** Rejected records that no other came after. */
  rest(): readonly Rejected<ReadyRecord>[];
}

/**
 * A writer of batches that may overlap in time. Two batches with an id in common go one after the other, so that the later
 * one wins. A failed batch is tried again with only the records that were not confirmed; one that is refused for good is halved
 * until the record at fault is alone. Rejects where the database fails for good, or refuses everything.
 */
export function createWriter(target: WriteTarget, options: WriteOptions): Writer {
  const inFlight = new Map<string, Promise<unknown>>();
  const rejections = createRejections<ReadyRecord>();
  const write = async (batch: readonly ReadyRecord[]): Promise<Written> => {
    const confirmed: ReadyRecord[] = [];
    let left = batch;
    try {
      await upsertAll(target, batch, options, (unconfirmed) => {
        const isLeft = ({ record }: ReadyRecord): boolean => unconfirmed.has(record.id);
        confirmed.push(...left.filter((entry) => !isLeft(entry)));
        left = left.filter(isLeft);
        return left;
      });
      return { confirmed: batch, rejected: rejections.release() };
    } catch (error) {
      if (!isRejection(error)) throw error;
      const ids = new Set(left.map(({ record }) => record.id));
      if (ids.size === 1) {
        const rejected = confirmed.length > 0 ? rejections.release() : [];
        for (const entry of left) rejections.add(entry, error);
        return { confirmed, rejected };
      }
      const half = splitByIds(left, ids);
      const first = await write(half.first);
      const second = await write(half.second);
      return {
        confirmed: [...confirmed, ...first.confirmed, ...second.confirmed],
        rejected: [...first.rejected, ...second.rejected],
      };
    }
  };
  return {
    async write(batch) {
      const earlier = batch.flatMap(({ record }) => inFlight.get(record.id) ?? []);
      const done = Promise.allSettled(earlier).then(async () => await write(batch));
      for (const { record } of batch) inFlight.set(record.id, done);
      try {
        return await done;
      } finally {
        for (const { record } of batch) {
          if (inFlight.get(record.id) === done) inFlight.delete(record.id);
        }
      }
    },
    rest: () => rejections.release(),
  };
}

/** Entries of one id stay together, so that the last of them wins in both halves. */
function splitByIds(
  batch: readonly ReadyRecord[],
  ids: ReadonlySet<string>,
): { readonly first: readonly ReadyRecord[]; readonly second: readonly ReadyRecord[] } {
  const half = new Set([...ids].slice(0, Math.ceil(ids.size / 2)));
  const first = batch.filter(({ record }) => half.has(record.id));
  return { first, second: batch.filter(({ record }) => !half.has(record.id)) };
}

async function upsertAll(
  { store, madeBy, withoutVectors }: WriteTarget,
  batch: readonly ReadyRecord[],
  { signal, onRetry }: WriteOptions,
  narrow: (unconfirmed: ReadonlySet<string>) => readonly ReadyRecord[],
): Promise<void> {
  let left = batch;
  await retry(
    async () => {
      try {
        await store.upsert(
          left.map(({ record }) => record),
          { signal, madeBy, withoutVectors },
        );
      } catch (error) {
        if (isNestvecError(error, 'store')) left = narrow(new Set(error.details.unconfirmedIds));
        throw error;
      }
    },
    { operation: `writing to ${store.collection}`, signal, onRetry },
  );
}
