import type { Hit, VectorRecord } from '@nestvec/core';
import {
  type Candidate,
  clampScore,
  dot,
  type Explain,
  finishSearch,
  matches,
  type ResolvedSearch,
  type ResolvedWords,
  type StoreCapabilities,
} from '@nestvec/core/store';
import { copyJson, copyVectors } from './copy-record.ts';
import { rankByWords } from './rank-by-words.ts';

/** The hits that a search must give, by comparing every record: what every database is measured against. */
export function searchRecords(
  records: Iterable<VectorRecord>,
  search: ResolvedSearch | ResolvedWords,
): Hit[] {
  const all = [...records];
  if ('words' in search) {
    const ranked = rankByWords(all, search.words).filter(({ record }) =>
      matches(search.filter, record),
    );
    return finishSearch(
      ranked.map(({ record, score }) => candidate(record, score, search)),
      search,
    );
  }
  const found = all.filter((record) => matches(search.filter, record));
  const candidates = found.flatMap((record): Candidate[] => {
    const vector = record.vectors[search.using];
    if (vector === undefined) return [];
    return [candidate(record, clampScore(dot(vector, search.vector)), search)];
  });
  // The whole order is here, so a list of one stage needs no end but the page's.
  const { rescore } = search;
  return finishSearch(
    candidates,
    rescore === undefined ? { ...search, candidates: Number.POSITIVE_INFINITY } : search,
  );
}

/** How a search was carried out. */
export function explainSearch(
  search: ResolvedSearch | ResolvedWords,
  { coarseToFull }: Pick<StoreCapabilities, 'coarseToFull'>,
): Explain {
  const { rescore, depth, candidates } = search;
  return {
    using: 'words' in search ? undefined : search.using,
    ...(rescore === undefined ? {} : { rescore: rescore.name }),
    stages: rescore === undefined ? 'single' : coarseToFull,
    depth,
    candidates,
    exact: true,
  };
}

function candidate(
  record: VectorRecord,
  score: number,
  { include, rescore }: ResolvedSearch | ResolvedWords,
): Candidate {
  const { id, text, uri, parentId, metadata } = record;
  return {
    hit: {
      id,
      score,
      metadata: include.metadata ? copyJson(metadata) : {},
      ...(include.text && text !== undefined ? { text } : {}),
      ...(uri === undefined || !include.links ? {} : { uri }),
      ...(parentId === undefined || !include.links ? {} : { parentId }),
      ...(include.vectors.length > 0
        ? { vectors: copyVectors(record.vectors, include.vectors) }
        : {}),
    },
    rescoreVector: rescore === undefined ? undefined : record.vectors[rescore.name],
  };
}
