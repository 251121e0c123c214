import type { Filter } from '@nestvec/core';
import type { Explain } from '@nestvec/core/store';
import type { StoreName } from '../open/databases.ts';
import type { FixedQuery } from './catalogue.ts';

/** All that a quickstart found, for the terminal, the page and programs alike. */
export interface QuickstartResult {
  readonly model: string;
  readonly collection: string;
  readonly store: StoreName;
  /** A folder or an address. */
  readonly data: string;
  readonly items: number;
  /** How many of them were embedded in this run: all, or none. */
  readonly embedded: number;
  readonly seconds: { readonly fill: number; readonly searches: number };
  readonly searches: readonly ShownSearch[];
  readonly comparison: Comparison;
  readonly check: FixedCheck;
  /** The command that serves the collection with a page. */
  readonly serve: string;
}

/** One search with its hits. */
export interface ShownSearch {
  readonly kind: FixedQuery['kind'] | 'filtered';
  /** The text searched for, or the path of the image in the catalogue. */
  readonly query: { readonly text: string; readonly language: string } | { readonly image: string };
  readonly filter?: Filter;
  readonly expects: readonly string[];
  readonly hits: readonly ShownHit[];
}

/** One hit, and what the catalogue says of it. */
export interface ShownHit {
  readonly rank: number;
  readonly id: string;
  readonly score: number;
  readonly name: string;
  readonly category: string;
  readonly text: string;
  readonly language: string;
  /** Whether it is one that the search should find. */
  readonly isExpected: boolean;
}

/** One search done twice. */
export interface Comparison {
  readonly query: string;
  readonly coarse: ComparedSearch;
  readonly exact: ComparedSearch;
  /** Over all text-to-image queries: of the ten hits of the exact search, how many the coarse one found. */
  readonly found: number;
  readonly of: number;
}

/** One side of a comparison. */
export interface ComparedSearch {
  readonly hits: readonly ShownHit[];
  readonly explain: Explain;
}

/** How many of the fixed queries had an expected item among their first five hits. */
export interface FixedCheck {
  readonly found: number;
  readonly of: number;
  readonly kinds: readonly {
    readonly kind: FixedQuery['kind'];
    readonly found: number;
    readonly of: number;
  }[];
}
