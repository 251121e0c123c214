import { matches, type Hit, type VectorRecord } from '@nestvec/core';
import {
  clampScore,
  compareHits,
  dot,
  finishSearch,
  fuseByRank,
  type Candidate,
  type ResolvedSearch,
} from '@nestvec/core/store';
import { copyJson, copyVectors } from './copy-record.ts';
import { rankByKeyword } from './rank-by-keyword.ts';

/** The hits that a search must give, by comparing every record: what every database is measured against. */
export function searchRecords(records: Iterable<VectorRecord>, search: ResolvedSearch): Hit[] {
  const found = [...records].filter(
    (record) =>
      record.vectors[search.using] !== undefined && matches(search.filter, record.metadata),
  );
  if (search.keyword === undefined) return vectorHits(found, search);
  const page = { ...search, offset: 0, limit: search.limit + search.offset };
  const byKeyword = rankByKeyword(found, search.keyword).slice(0, page.limit);
  // Scored like any other hit, then put back in the order of the words.
  const scored = new Map(
    vectorHits(byKeyword, { ...page, groupBy: undefined }).map((hit) => [hit.id, hit]),
  );
  const inOrder = byKeyword.flatMap(({ id }) => scored.get(id) ?? []);
  return fuseByRank([vectorHits(found, page), inOrder]).slice(search.offset, page.limit);
}

function vectorHits(records: readonly VectorRecord[], search: ResolvedSearch): Hit[] {
  const candidates = records.map((record) => candidate(record, search));
  candidates.sort((a, b) => compareHits(a.hit, b.hit));
  const taken = search.rescore === undefined ? candidates : candidates.slice(0, search.candidates);
  return finishSearch(taken, search);
}

function candidate(record: VectorRecord, search: ResolvedSearch): Candidate {
  const { include, groupBy, rescore } = search;
  const { id, text, uri, parentId, metadata } = record;
  const vector = record.vectors[search.using];
  return {
    hit: {
      id,
      score: vector === undefined ? -1 : clampScore(dot(vector, search.vector)),
      metadata: include.metadata ? copyJson(metadata) : {},
      ...(include.text && text !== undefined ? { text } : {}),
      ...(uri === undefined ? {} : { uri }),
      ...(parentId === undefined ? {} : { parentId }),
      ...(include.vectors.length > 0
        ? { vectors: copyVectors(record.vectors, include.vectors) }
        : {}),
    },
    rescoreVector: rescore === undefined ? undefined : record.vectors[rescore.name],
    group: groupBy === undefined ? undefined : groupOf(record, groupBy.field),
  };
}

function groupOf(record: VectorRecord, field: string): string | number | boolean | undefined {
  if (field === 'parentId') return record.parentId;
  const value = Object.hasOwn(record.metadata, field) ? record.metadata[field] : undefined;
  return value === null || typeof value === 'object' ? undefined : value;
}
