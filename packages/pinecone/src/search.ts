import type { CallOptions, Explain, Hit, SearchRequest, SearchResult } from '@nestvec/core';
import { findHits, type ResolvedSearch, resolveSearch } from '@nestvec/core/store';
import type { Call } from './call.ts';
import { candidatesOf } from './candidates.ts';
import { capabilities, limits } from './capabilities.ts';
import { databaseName } from './errors.ts';
import { fetchRecords } from './fetch.ts';
import { compileFilter } from './filter.ts';
import { readTexts, withVectors } from './read.ts';
import type { HomeRecord } from './layout.ts';
import { cosineOf } from './score.ts';
import type { View } from './view.ts';

/** Candidates by Pinecone; the second stage and the order of equal scores by core. */
export async function searchCollection(
  view: View,
  request: SearchRequest,
  options: CallOptions | undefined,
): Promise<SearchResult> {
  const { spec, incomplete } = view.memory;
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
  const filter = compileFilter(search.filter);
  if (filter === false) return { hits: [], explain };
  const homes = new Map<string, HomeRecord>();
  const call: Call = ['search', options];
  const hits = await findHits(
    async (limit) => await candidatesOf(view, search, filter, limit, homes, call),
    search,
  );
  return { hits: await finishHits(view, search, hits, homes, call), explain };
}

/** Adds what only the hits that are given need: vectors that were asked for, and long texts. */
async function finishHits(
  view: View,
  search: ResolvedSearch,
  hits: readonly Hit[],
  homes: ReadonlyMap<string, HomeRecord>,
  call: Call,
): Promise<readonly Hit[]> {
  const whole =
    search.include.vectors.length === 0 ? hits : await addVectors(view, search, hits, homes, call);
  if (!search.include.text) return whole;
  const refs = whole.flatMap(({ id }) => homes.get(id)?.textRef ?? []);
  if (refs.length === 0) return whole;
  const texts = await readTexts(view, refs, call);
  return whole.map((hit) => {
    const text = texts.get(homes.get(hit.id)?.textRef ?? '');
    return text === undefined ? hit : { ...hit, text };
  });
}

/** The records are read once more, whole: one that has been replaced since is given as it is now, with its score. */
async function addVectors(
  view: View,
  search: ResolvedSearch,
  hits: readonly Hit[],
  homes: ReadonlyMap<string, HomeRecord>,
  call: Call,
): Promise<readonly Hit[]> {
  const { include, using, rescore } = search;
  const scored = rescore ?? { name: using, vector: search.vector };
  const ids = hits.flatMap(({ id }) => homes.get(id)?.home ?? []);
  const stored = await fetchRecords(view, view.home, ids, call);
  const wanted = [...new Set([...include.vectors, scored.name])];
  const read = await withVectors(
    view,
    [...stored.values()].map(view.layout.fromStored),
    wanted,
    call,
  );
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
        ...(uri === undefined ? {} : { uri }),
        ...(parentId === undefined ? {} : { parentId }),
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
