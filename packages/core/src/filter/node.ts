import type { FilterLeaf } from './operators.ts';

/**
 * A checked filter, as adapters compile it. `$ne`, `$nin` and `$exists: false` have become `not`, so every leaf is false
 * on a missing field and complements need care in one place only.
 */
export type FilterNode =
  | { readonly op: 'and' | 'or'; readonly nodes: readonly FilterNode[] }
  | { readonly op: 'not'; readonly node: FilterNode }
  | FilterLeaf;
