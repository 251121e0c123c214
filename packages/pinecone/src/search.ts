import type { Hit } from '@nestvec/core';
import {
  type Explain,
  findHits,
  type ResolvedSearch,
  resolveSearch,
  type SearchRequest,
  type SearchResult,
} from '@nestvec/core/store';
import { candidatesOf } from './candidates.ts';
import { capabilities, limits } from './capabilities.ts';
import { databaseName } from './errors.ts';
import { fetchRecords } from './fetch.ts';
import { compileFilter, placeParts } from './filter.ts';
import { readTexts, withVectors } from './read.ts';
import type { HomeRecord } from './layout.ts';
import { cosineOf } from './score.ts';
import type { Scope } from './scope.ts';

/** Candidates by Pinecone; the second stage and the order of equal scores by core. */
export async function searchCollection(
  scope: Scope,
  request: SearchRequest,
): Promise<SearchResult> {
  const { spec, incomplete } = scope.memory;
  const search = resolveSearch(request, {
    spec,
    incomplete,
    database: databaseName,
    capabilities,
    maxLimit: limits.candidates,
  });
  const { using, rescore, depth, candidates } = search;
  const explain: Explain = {
    using,
    rescore: rescore?.name,
    stages: rescore === undefined ? 'single' : 'emulated',
    depth,
    candidates,
    exact: false,
  };
  const filter = compileFilter(
    placeParts(search.filter, scope.layout, using === scope.memory.home),
  );
  if (filter === false) return { hits: [], explain };
  const homes = new Map<string, HomeRecord>();
  const hits = await findHits(
    async (limit) => await candidatesOf(scope, search, filter, limit, homes),
    search,
  );
  return { hits: await finishHits(scope, search, hits, homes), explain };
}

/** Adds what only the hits that are given need: vectors that were asked for, and long texts. */
async function finishHits(
  scope: Scope,
  search: ResolvedSearch,
  hits: readonly Hit[],
  homes: ReadonlyMap<string, HomeRecord>,
): Promise<readonly Hit[]> {
  const whole =
    search.include.vectors.length === 0 ? hits : await addVectors(scope, search, hits, homes);
  if (!search.include.text) return whole;
  const refs = whole.flatMap(({ id }) => homes.get(id)?.textRef ?? []);
  if (refs.length === 0) return whole;
  const texts = await readTexts(scope, refs);
  return whole.map((hit) => {
    const text = texts.get(homes.get(hit.id)?.textRef ?? '');
    return text === undefined ? hit : { ...hit, text };
  });
}

/** The records are read once more, whole: one that has been replaced since is given as it is now, with its score. */
async function addVectors(
  scope: Scope,
  search: ResolvedSearch,
  hits: readonly Hit[],
  homes: ReadonlyMap<string, HomeRecord>,
): Promise<readonly Hit[]> {
  const { include, using, rescore } = search;
  const scored = rescore ?? { name: using, vector: search.vector };
  const ids = hits.flatMap(({ id }) => homes.get(id)?.home ?? []);
  const stored = await fetchRecords(scope, scope.home, ids);
  const wanted = [...new Set([...include.vectors, scored.name])];
  const read = await withVectors(scope, [...stored.values()].map(scope.layout.fromStored), wanted);
  const byId = new Map(read.map((one) => [one.record.id, one]));
  return hits.flatMap((hit): Hit[] => {
    const found = byId.get(hit.id);
    if (found === undefined) return []; // removed since
    const { vectors, metadata, text, uri, parentId } = found.record;
    const score = Object.hasOwn(vectors, scored.name) ? vectors[scored.name] : undefined;
    const isSame = found.home.version === homes.get(hit.id)?.version;
    return [
      {
        id: hit.id,
        score: isSame || score === undefined ? hit.score : cosineOf(score, scored.vector),
        metadata: include.metadata ? metadata : {},
        ...(text === undefined || !include.text ? {} : { text }),
        ...(uri === undefined || !include.links ? {} : { uri }),
        ...(parentId === undefined || !include.links ? {} : { parentId }),
        vectors: Object.fromEntries(
          include.vectors.flatMap((name) => {
            const vector = Object.hasOwn(vectors, name) ? vectors[name] : undefined;
            return vector === undefined ? [] : [[name, vector]];
          }),
        ),
      },
    ];
  });
}
