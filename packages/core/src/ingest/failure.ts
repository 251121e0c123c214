import type { Item } from '../embedder/item.ts';
import type { NestvecError } from '../errors.ts';

/** An entry of a source that is not an item. */
export interface SourceFailure {
  /** What the entry is called, such as `items.jsonl:3`. */
  readonly id: string;
  readonly error: NestvecError;
  /**
   * Ids of the items that are missing because of it, each of which stands for its passages and images too, or, where it ends with
   * `/`, for all ids that begin with it. `prune` keeps their records; an empty array says that nothing is missing. Default: it may
   * be anything, so that `prune` removes nothing.
   */
  readonly hides?: readonly string[] | undefined;
}

/** An item that was not written, and why. The rest of the run goes on. */
export interface ItemFailure extends Omit<SourceFailure, 'hides'> {
  /** Position in the source, from 0. */
  readonly index: number;
  readonly stage: 'read' | 'check' | 'embed' | 'write';
  /** The item itself; absent where the source could not make one. */
  readonly item?: Item | undefined;
}
