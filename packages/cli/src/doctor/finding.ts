import type { Io } from '../io.ts';

/** One thing that was looked at. */
export interface Finding {
  readonly name: string;
  readonly found: string;
  /** What to do; absent where all is well. */
  readonly fix?: string;
}

/** One part of the doctor's work; `data` is where collections are to be. */
export type Check = (data: string, io: Io) => Promise<readonly Finding[]>;
