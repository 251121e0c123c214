import type { CollectionSpec, Hit, Store, VectorRecord } from '@nestvec/core';
import { resolveSearch, resolveSpec, type SearchRequest } from '@nestvec/core/store';
import { searchRecords } from '../memory/search-records.ts';

/** What a search must give, worked out from the records themselves. */
export interface Expectation {
  readonly hits: readonly Hit[];
  /** Exact score of every record that the search may give. */
  readonly all: ReadonlyMap<string, number>;
}

/** The exact outcome of a search over the given records. */
export function expectedSearch(
  records: readonly VectorRecord[],
  spec: CollectionSpec,
  request: SearchRequest,
  store: Pick<Store, 'database' | 'capabilities'>,
): Expectation {
  const resolved = resolveSearch(request, {
    spec: resolveSpec(spec),
    incomplete: [],
    database: store.database,
    capabilities: store.capabilities,
    maxLimit: Number.POSITIVE_INFINITY,
  });
  const many = records.length + 1;
  const everything = {
    ...resolved,
    limit: many,
    depth: many,
    offset: 0,
    candidates: many,
    minScore: -1,
  };
  return {
    hits: searchRecords(records, resolved),
    all: new Map(searchRecords(records, everything).map(({ id, score }) => [id, score])),
  };
}
