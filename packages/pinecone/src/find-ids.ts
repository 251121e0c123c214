import { type FilterNode, RequestFailure } from '@nestvec/core/store';
import { topKLimit } from './capabilities.ts';
import { compileFilter, placeParts } from './filter.ts';
import { unit } from './record.ts';
import type { Scope } from './scope.ts';

/** Fewer are asked for at once where the ids are so long that an answer of 4 MB can't hold them. */
const smallerTopK = 5000;

/** Ids in the first index of records that pass a filter, and whether those are all. */
export async function findIds(
  { home, layout, namespace, begin, signal }: Scope,
  filter: FilterNode,
): Promise<{ readonly ids: readonly string[]; readonly all: boolean }> {
  const clause = compileFilter(placeParts(filter, layout));
  if (clause === false) return { ids: [], all: true };
  const ask = async (topK: number) => {
    begin();
    const { matches } = await home.data.query(
      namespace,
      {
        vector: unit(home.dimensions),
        topK,
        includeMetadata: false,
        includeValues: false,
        ...(clause === true ? {} : { filter: clause }),
      },
      signal,
    );
    return { ids: matches.map(({ id }) => id), all: matches.length < topK };
  };
  try {
    return await ask(topKLimit);
  } catch (error) {
    if (!(error instanceof RequestFailure && error.httpStatus === 400)) throw error;
    return await ask(smallerTopK);
  }
}
