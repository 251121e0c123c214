import type { Candidate } from './finish-search.ts';
import type { Hit } from './hit.ts';
import type { VectorRecord } from '../record/record.ts';
import type { ResolvedSearch, ResolvedWords } from './resolve-search.ts';
import { clampScore } from '../vector.ts';

/**
 * A record that a database found, on its way to a hit, with the parts that the search asked for. The record must also hold the
 * vector of `rescore`.
 */
export function toCandidate(
  record: VectorRecord,
  score: number,
  search: ResolvedSearch | ResolvedWords,
): Candidate {
  const { include, rescore } = search;
  const { id, text, uri, parentId } = record;
  const asked = include.vectors.flatMap((name) => {
    const vector = vectorOf(record, name);
    return vector === undefined ? [] : [[name, vector] as const];
  });
  const hit: Hit = {
    id,
    score: 'words' in search ? score : clampScore(score),
    metadata: include.metadata ? record.metadata : {},
    ...(text === undefined || !include.text ? {} : { text }),
    ...(uri === undefined || !include.links ? {} : { uri }),
    ...(parentId === undefined || !include.links ? {} : { parentId }),
    ...(include.vectors.length === 0 ? {} : { vectors: Object.fromEntries(asked) }),
  };
  return {
    hit,
    rescoreVector: rescore === undefined ? undefined : vectorOf(record, rescore.name),
  };
}

/** Names such as `constructor` are allowed, so only a record's own are asked for. */
function vectorOf({ vectors }: VectorRecord, name: string): Float32Array | undefined {
  return Object.hasOwn(vectors, name) ? vectors[name] : undefined;
}
