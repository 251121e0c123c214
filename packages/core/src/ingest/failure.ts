import type { Item } from '../embedder/item.ts';
import type { NestvecError } from '../errors.ts';

/** An entry of a source that is not an item. */
export interface SourceFailure {
  /** What the entry is called, such as `items.jsonl:3`. */
  readonly id: string;
  readonly error: NestvecError;
}

/** An item that was not written, and why. The rest of the run goes on. */
export interface ItemFailure extends SourceFailure {
  /** Position in the source, from 0. */
  readonly index: number;
  readonly stage: 'read' | 'check' | 'embed' | 'write';
  /** The item itself; absent where the source could not make one. */
  readonly item?: Item | undefined;
}
