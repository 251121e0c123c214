import type { ResumePoint } from './journal.ts';

/** Follows which entries of a source are settled, to know up to where all are. Holds those that are not. */
export interface Watermark {
  /** In the order of the source. */
  open(index: number, id: string): void;
  /** Notes that an opened entry is going to be written. */
  send(index: number): void;
  /** In any order. The point moved to; `undefined` while an earlier entry is open. */
  settle(indexes: readonly number[]): ResumePoint | undefined;
  /** Whether an entry of this id was sent and is not settled. */
  isUnderWay(id: string): boolean;
}

/** A watermark before the first entry. */
export function createWatermark(): Watermark {
  const open = new Map<number, { readonly id: string; isSent: boolean; isSettled: boolean }>();
  const underWay = new Map<string, number>();
  const add = (id: string, number: number): void => {
    const count = (underWay.get(id) ?? 0) + number;
    if (count === 0) underWay.delete(id);
    else underWay.set(id, count);
  };
  return {
    open(index, id) {
      open.set(index, { id, isSent: false, isSettled: false });
    },
    send(index) {
      const entry = open.get(index);
      if (entry === undefined || entry.isSent) return;
      entry.isSent = true;
      add(entry.id, 1);
    },
    settle(indexes) {
      for (const index of indexes) {
        const entry = open.get(index);
        if (entry === undefined || entry.isSettled) continue;
        entry.isSettled = true;
        if (entry.isSent) add(entry.id, -1);
      }
      let point: ResumePoint | undefined;
      for (const [index, { id, isSettled }] of open) {
        if (!isSettled) break;
        point = { index, id };
        open.delete(index);
      }
      return point;
    },
    isUnderWay: (id) => underWay.has(id),
  };
}
