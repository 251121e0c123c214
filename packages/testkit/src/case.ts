import type { CollectionSpec, Store } from '@nestvec/core';

/** One sentence about every store, and what shows whether it is true. */
export interface ConformanceCase {
  /** A sentence of behaviour, unique in the suite. */
  readonly title: string;
  /** What the database must be able to do for the sentence to mean anything; the case is skipped elsewhere. */
  readonly needs?: 'addVector' | 'words' | 'textFilter' | 'aliases' | undefined;
  /** Rejects where the sentence is not true. */
  readonly run: (context: CaseContext) => Promise<void>;
}

/** What a case works with. */
export interface CaseContext {
  /** A new handle on the case's own collection, or on a second one of it. Closed when the case ends. */
  readonly open: (suffix?: string) => Store;
  /** Creates the collection, `baseSpec` with changes, and gives a handle on it. */
  readonly create: (changes?: SpecChanges, suffix?: string) => Promise<Store>;
  /** `baseSpec` with changes, under the name of the case's collection. */
  readonly spec: (changes?: SpecChanges, suffix?: string) => CollectionSpec;
}

/** What a case's collection has instead of `baseSpec`'s. */
export type SpecChanges = Partial<Omit<CollectionSpec, 'name'>>;
