import type { QueryResult } from '@mastra/core/vector';
import type { Filter, Hit, VectorRecord } from '@nestvec/core';
import { describeValue, invalid, positiveInteger, unsupported } from '@nestvec/core/kit';
import { coarseAndFull, type ResolvedSpec, unitVector } from '@nestvec/core/store';
import { toFilter } from './filter.ts';
import { modalityOf } from './modality.ts';
import type { OpenIndex } from './open-indexes.ts';
import type { QueryParams } from './params.ts';
import { toGiven } from './stored.ts';

/** Mastra’s own. */
const usualTopK = 10;
/** What a search looks at unless it is asked for more. */
const usualDepth = 100;

/** The best records for a vector, from the highest cosine down; or those of a filter, where there is no vector. */
export async function find(index: OpenIndex, params: QueryParams): Promise<QueryResult[]> {
  const { store, spec, madeBy } = index;
  const { queryVector, topK = usualTopK, includeVector = false, minScore, exact } = params;
  checkQuery(params, topK, index);
  const filter = toFilter(params.filter, 'filter');
  const names = namesOf(spec, params);
  const shown = includeVector ? (names.rescore ?? names.using) : undefined;
  const include = { vectors: shown === undefined ? [] : [shown] };
  if (queryVector === undefined) {
    const records = await listSome(index, filter, topK, include);
    return records.map((record) => toResult(record, 0, shown));
  }
  const { hits } = await store.search({
    ...names,
    vector: unitVector(queryVector, spec.embedder.dimensions, 'params.queryVector'),
    filter,
    limit: topK,
    depth: topK > usualDepth ? topK : undefined,
    minScore,
    exact,
    madeBy,
    include,
  });
  return hits.map((hit) => toResult(hit, hit.score, shown));
}

function checkQuery(
  { sparseVector, includeVector }: QueryParams,
  topK: number,
  { store }: OpenIndex,
): void {
  if (sparseVector !== undefined)
    throw unsupported(
      'sparseVector',
      'nestvec',
      'searchTool finds by words too, in an index with keyword: true',
    );
  if (includeVector !== undefined && typeof includeVector !== 'boolean')
    throw invalid(
      'params.includeVector',
      `must be true or false, got ${describeValue(includeVector)}`,
    );
  const { candidates } = store.limits;
  positiveInteger(topK, 'params.topK');
  if (topK > candidates)
    throw invalid('params.topK', `is ${topK}, and ${store.database} gives at most ${candidates}`);
}

/** Named vectors that are asked for, else the shortest and the longest of the modality. */
function namesOf(
  spec: ResolvedSpec,
  { modality: given, using, rescore }: QueryParams,
): { readonly using: string; readonly rescore?: string | undefined } {
  const modality = modalityOf(spec, given);
  if (using !== undefined) return { using, rescore };
  if (rescore !== undefined) throw invalid('params.rescore', 'needs using beside it');
  const names = coarseAndFull(spec, modality);
  if (names === undefined)
    throw invalid('params.modality', `${spec.name} has no ${modality} vectors`);
  return names;
}

/** Records of a filter, as they lie. */
async function listSome(
  { store }: OpenIndex,
  filter: Filter | undefined,
  topK: number,
  include: { readonly vectors: readonly string[] },
): Promise<readonly VectorRecord[]> {
  if (filter === undefined || Object.keys(filter).length === 0)
    throw invalid('params.queryVector', 'is needed where there is no filter');
  const found: VectorRecord[] = [];
  for await (const { records } of store.scan({ filter, include, pageSize: Math.min(topK, 256) })) {
    found.push(...records);
    if (found.length >= topK) break;
  }
  return found.slice(0, topK);
}

function toResult(
  found: Pick<Hit | VectorRecord, 'id' | 'metadata' | 'text' | 'vectors'>,
  score: number,
  shown: string | undefined,
): QueryResult {
  const { id, text } = found;
  const vector = shown === undefined ? undefined : found.vectors?.[shown];
  return {
    id,
    score,
    metadata: toGiven(found),
    ...(text === undefined || text === '' ? {} : { document: text }),
    ...(vector === undefined ? {} : { vector: [...vector] }),
  };
}
