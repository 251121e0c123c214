import {
  type Candidate,
  clampScore,
  findHits,
  type Hit,
  type ResolvedSearch,
  resolveSearch,
  type ResolvedSpec,
  type SearchRequest,
  type SearchResult,
} from '@nestvec/core';
import { capabilities, limits } from './capabilities.ts';
import { databaseName, toStoreError } from './errors.ts';
import { both, type QdrantFilter, toQdrant } from './filter.ts';
import { fromPoint, payloadKeys, type StoredPoint } from './record.ts';
import type { View } from './write.ts';

/** Both stages by the server; core orders equal scores, groups and cuts. */
export async function searchCollection(
  view: View,
  scope: QdrantFilter | undefined,
  request: SearchRequest,
): Promise<SearchResult> {
  const { memory, session } = view;
  const { spec, incomplete } = memory;
  const { collection } = session.options;
  const search = resolveSearch(request, {
    spec,
    incomplete,
    database: databaseName,
    capabilities,
    maxLimit: limits.candidates,
  });
  const { using, rescore, candidates, limit, offset } = search;
  // The server has rescored by then, so what is left is a search of one stage.
  const rest: ResolvedSearch = { ...search, rescore: undefined, candidates: limit + offset };
  try {
    const hits = await findHits(async (wanted) => await nearest(view, scope, search, wanted), rest);
    const exact = search.exact || spec.vectors[using]?.graph !== true;
    return {
      hits,
      explain: {
        using,
        rescore: rescore?.name,
        stages: rescore === undefined ? 'single' : 'native',
        candidates,
        exact,
      },
    };
  } catch (error) {
    throw toStoreError(error, { collection, operation: 'search' });
  }
}

interface StagedPoint extends StoredPoint {
  readonly score: number;
}

async function nearest(
  { client, session, memory }: View,
  scope: QdrantFilter | undefined,
  search: ResolvedSearch,
  wanted: number,
): Promise<Candidate[]> {
  const { spec } = memory;
  const { rescore, include, groupBy } = search;
  const filter = both(scope, toQdrant(search.filter));
  const coarse = {
    query: Array.from(search.vector),
    using: search.using,
    params: params(search, spec),
  };
  const perHit = search.candidates / (search.limit + search.offset);
  const stages =
    rescore === undefined
      ? coarse
      : {
          prefetch: {
            ...coarse,
            filter,
            limit: Math.ceil(Math.max(wanted * perHit, search.candidates)),
          },
          query: Array.from(rescore.vector),
          using: rescore.name,
          params: { exact: true }, // scores of full numbers, also where they are quantised
        };
  const { points } = await client.query(session.options.collection, {
    ...stages,
    filter,
    limit: wanted,
    with_payload: payloadKeys(
      groupBy === undefined ? include : { ...include, metadata: true },
      spec,
    ),
    with_vector: include.vectors.length === 0 ? false : [...include.vectors],
  });
  return (points as StagedPoint[]).map((point) => toCandidate(point, search)); // as the API describes them
}

/** A quantised vector gives candidates, whose scores are computed again from the full numbers. */
function params(search: ResolvedSearch, spec: ResolvedSpec): object {
  if (search.exact) return { exact: true };
  return spec.vectors[search.using]?.quantization === 'none'
    ? {}
    : { quantization: { rescore: true, oversampling: 4 } };
}

function toCandidate(point: StagedPoint, search: ResolvedSearch): Candidate {
  const { include, groupBy } = search;
  const record = fromPoint(point, include);
  const { id, metadata, text, uri, parentId, vectors } = record;
  const hit: Hit = {
    id,
    score: clampScore(point.score),
    metadata,
    ...(text === undefined ? {} : { text }),
    ...(uri === undefined ? {} : { uri }),
    ...(parentId === undefined ? {} : { parentId }),
    ...(include.vectors.length === 0 ? {} : { vectors }),
  };
  if (groupBy === undefined) return { hit };
  const all = fromPoint(point, undefined);
  const value = groupBy.field === 'parentId' ? all.parentId : all.metadata[groupBy.field];
  const isValue =
    typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  return { hit, group: isValue ? value : undefined };
}
