import type { FakeMetadata } from './wire.ts';

/** A stored vector. */
export interface StoredVector {
  readonly id: string;
  readonly values: Float32Array;
  readonly metadata: FakeMetadata;
}

/** What one write does to the records. */
export type Change = (records: Map<string, StoredVector>) => void;

/** One namespace: what readers see, and what was written and is not seen yet. */
export interface FakeNamespace {
  /** The number of a new write; readers see it after `lagMs`, in the order of writing. */
  write(change: Change, lagMs: number): number;
  /** What readers see now. */
  seen(): { readonly records: ReadonlyMap<string, StoredVector>; readonly lsn: number };
}

/** An empty namespace. */
export function createNamespace(now: () => number): FakeNamespace {
  const records = new Map<string, StoredVector>();
  const waiting: { readonly change: Change; readonly at: number }[] = [];
  let written = 0;
  let last = Number.NEGATIVE_INFINITY;
  return {
    write(change, lagMs) {
      last = Math.max(last, now() + lagMs);
      waiting.push({ change, at: last });
      written += 1;
      return written;
    },
    seen() {
      const time = now();
      while (waiting[0] !== undefined && waiting[0].at <= time) waiting.shift()?.change(records);
      return { records, lsn: written - waiting.length };
    },
  };
}
