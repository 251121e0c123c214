import type { Listed } from '../copy-report.ts';

const most = 20;

/** Counts entries and keeps the first. */
export interface Listing<Entry> {
  add(entry: Entry): void;
  done(): Listed<Entry>;
}

/** None yet. */
export function listing<Entry>(): Listing<Entry> {
  const first: Entry[] = [];
  let count = 0;
  return {
    add(entry) {
      if (count++ < most) first.push(entry);
    },
    done: () => ({ count, first }),
  };
}

/** Entries that an iterable shows in the report. */
export const mostListed: number = most;
