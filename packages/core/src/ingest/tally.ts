import type { EmbedResult } from '../embedder/embedder.ts';
import { nameItem } from './name-item.ts';
import type { ItemFailure } from './failure.ts';
import type { IngestOptions, IngestProgress, TokenPrice } from './types.ts';

const keptFailures = 100;

/** What is counted one by one. */
type Count =
  | 'written'
  | 'unchanged'
  | 'resumed'
  | 'pruned'
  | 'spared'
  | 'repeated'
  | 'overwritten'
  | 'reused';

/** Counts of one run, and the calls that report them. */
export interface Tally {
  read(): void;
  add(count: Count, number: number): void;
  embedded(result: EmbedResult): void;
  failed(failure: ItemFailure): void;
  /** Tells the caller. */
  report(): void;
  progress(): IngestProgress;
  failures(): readonly ItemFailure[];
}

/** A tally that reports to the caller's callbacks; `lastTotal` stands in where the caller does not know the total. */
export function createTally(options: IngestOptions, lastTotal: number | undefined): Tally {
  const { total = lastTotal, price } = options;
  const started = performance.now();
  const failures: ItemFailure[] = [];
  const counts = {
    read: 0,
    written: 0,
    failed: 0,
    unchanged: 0,
    resumed: 0,
    pruned: 0,
    spared: 0,
    repeated: 0,
    overwritten: 0,
    embedded: 0,
    reused: 0,
    truncated: 0,
  };
  const usage = { tokens: 0, requests: 0 };
  const progress = (): IngestProgress => {
    const elapsedMs = performance.now() - started;
    const done = counts.written + counts.unchanged + counts.failed;
    const left = total === undefined || done === 0 ? undefined : Math.max(0, total - done);
    return {
      ...counts,
      usage: { ...usage },
      cost: costOf(usage.tokens, price),
      elapsedMs,
      remainingMs: left === undefined ? undefined : (elapsedMs / done) * left,
    };
  };
  return {
    read() {
      counts.read++;
    },
    add(count, number) {
      counts[count] += number;
    },
    embedded(result) {
      usage.tokens += result.usage.tokens;
      usage.requests += result.usage.requests;
      for (const embedding of result.embeddings) {
        if (!embedding.ok) continue;
        counts.embedded++;
        if (embedding.truncated) counts.truncated++;
      }
    },
    failed(given) {
      const failure = nameItem(given);
      counts.failed++;
      if (failures.length < keptFailures) failures.push(failure);
      options.onFailure?.(failure);
    },
    report() {
      options.onProgress?.(progress());
    },
    progress,
    failures: () => [...failures],
  };
}

/** What tokens cost; `undefined` where no price is known. */
export function costOf(
  tokens: number,
  price: TokenPrice | undefined,
): { readonly amount: number; readonly currency: string } | undefined {
  if (price === undefined) return undefined;
  return { amount: (tokens * price.perMillionTokens) / 1_000_000, currency: price.currency };
}
