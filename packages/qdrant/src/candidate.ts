import { type Candidate, clampScore, type Hit, type ResolvedSearch } from '@nestvec/core';
import type { StoredPoint } from './api.ts';
import type { View } from './view.ts';

/** A point that was found, on its way to a hit. */
export function toCandidate(view: View, search: ResolvedSearch, point: StoredPoint): Candidate {
  const { include, groupBy } = search;
  // A group may be told by the metadata, which then came along unasked.
  const record = view.layout.fromPoint(
    point,
    groupBy === undefined ? include : { ...include, metadata: true },
  );
  const { id, text, uri, parentId, vectors } = record;
  const hit: Hit = {
    id,
    score: clampScore(point.score ?? 0),
    metadata: include.metadata ? record.metadata : {},
    ...(text === undefined ? {} : { text }),
    ...(uri === undefined ? {} : { uri }),
    ...(parentId === undefined ? {} : { parentId }),
    ...(include.vectors.length === 0 ? {} : { vectors }),
  };
  if (groupBy === undefined) return { hit };
  const { field } = groupBy;
  const value =
    field === 'parentId'
      ? parentId
      : Object.hasOwn(record.metadata, field)
        ? record.metadata[field]
        : undefined;
  const isValue =
    typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  return { hit, group: isValue ? value : undefined };
}
