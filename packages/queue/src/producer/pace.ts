/** Items a second, over the last minute. */
export interface Pace {
  /** Notes how many are done by now, and gives the rate. */
  note(done: number, now: number): number;
}

const spanMs = 60_000;

/** A pace before the first note. */
export function createPace(): Pace {
  const notes: { readonly at: number; readonly done: number }[] = [];
  return {
    note(done, now) {
      notes.push({ at: now, done });
      while (notes.length > 2 && (notes[0]?.at ?? now) < now - spanMs) notes.shift();
      const first = notes[0];
      if (first === undefined || first.at === now) return 0;
      return Number((((done - first.done) * 1000) / (now - first.at)).toFixed(1));
    },
  };
}
