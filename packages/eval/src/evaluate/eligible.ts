import { canonicalJson } from '@nestvec/core/kit';
import { matches, parseFilter } from '@nestvec/core/store';
import type { RetrievalTask } from '../data/dataset.ts';

/**
 * Of each query, which documents its filter takes, as 1 and 0 in their order; `undefined` where it has none. Queries with one filter share
 * a list. Throws `invalid-input` for a filter that names other fields than the task declares.
 */
export function eligibleOf(
  { queries, documents, fields = {} }: Pick<RetrievalTask, 'queries' | 'documents' | 'fields'>,
  path: string,
): readonly (Uint8Array | undefined)[] {
  const known = new Map<string, Uint8Array>();
  return queries.map(({ filter }, i) => {
    if (filter === undefined) return undefined;
    const node = parseFilter(filter, fields, undefined, `${path}.queries[${i}].filter`);
    const key = canonicalJson(filter);
    const found =
      known.get(key) ??
      Uint8Array.from(documents, ({ id, metadata = {} }) =>
        Number(matches(node, { id, metadata })),
      );
    known.set(key, found);
    return found;
  });
}
