import { median } from './table.ts';

/** One of the things that are compared. */
export interface Side {
  readonly name: string;
  /** What is done before each round and not measured. */
  readonly prepare?: () => Promise<void>;
  readonly run: () => Promise<void>;
}

/** Runs every side in turn, `rounds` times over, and gives the median seconds of each, in the order of the sides. */
export async function timeInTurn(sides: readonly Side[], rounds: number): Promise<number[]> {
  const seconds: number[][] = sides.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, { prepare, run }] of sides.entries()) {
      await prepare?.();
      const begin = performance.now();
      await run();
      seconds[index]?.push((performance.now() - begin) / 1000);
    }
  }
  return seconds.map(median);
}
