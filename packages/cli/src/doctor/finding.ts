import type { Io } from '../io.ts';
import type { DatabasePlace } from '../open/database.ts';

/** One thing that was looked at. */
export interface Finding {
  readonly name: string;
  readonly found: string;
  /** What to do; absent where all is well. */
  readonly fix?: string;
}

/** One part of the doctor's work; `place` is where collections are to be. */
export type Check = (place: DatabasePlace, io: Io) => Promise<readonly Finding[]>;
