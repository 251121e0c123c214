import type { EmbedResult } from '../embedder.ts';
import { nameItem } from './name-item.ts';
import type { IngestOptions, IngestProgress, IngestReport, ItemFailure } from './types.ts';

const keptFailures = 100;

/** Counts of one run, and the calls that report them. */
export interface Tally {
  sawItem(id: string): void;
  embedded(result: EmbedResult): void;
  wrote(records: number): void;
  failed(failure: ItemFailure): void;
  report(): IngestReport;
}

/** A tally that reports to the caller's callbacks. */
export function createTally(options: IngestOptions): Tally {
  const seen = new Set<string>();
  const failures: ItemFailure[] = [];
  const counts = { read: 0, written: 0, failed: 0, repeated: 0, truncated: 0 };
  const usage = { tokens: 0, requests: 0 };
  const progress = (): IngestProgress => ({ ...counts, usage: { ...usage } });
  return {
    sawItem(id) {
      counts.read++;
      if (seen.has(id)) counts.repeated++;
      else seen.add(id);
    },
    embedded(result) {
      usage.tokens += result.usage.tokens;
      usage.requests += result.usage.requests;
      for (const embedding of result.embeddings)
        if (embedding.ok && embedding.truncated) counts.truncated++;
    },
    wrote(records) {
      counts.written += records;
      options.onProgress?.(progress());
    },
    failed(given) {
      const failure = nameItem(given);
      if (failure.stage === 'read') counts.read++;
      counts.failed++;
      if (failures.length < keptFailures) failures.push(failure);
      options.onFailure?.(failure);
    },
    report: () => ({ ...progress(), failures: [...failures] }),
  };
}
