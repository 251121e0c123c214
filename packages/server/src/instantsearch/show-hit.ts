import type { JsonObject } from '@nestvec/core';
import type { FoundPage } from './find.ts';

/** A record as InstantSearch takes it: its fields, `objectID`, and what is ours under one name, so that nothing meets. */
export function showHit(
  shown: Readonly<Record<string, unknown>>,
  found: FoundPage,
): Readonly<Record<string, unknown>> {
  const { id, metadata, vectors: _, ...parts } = shown;
  const fields = metadata as JsonObject; // of `showRecord`
  const hit = found.hits.get(String(id));
  const { lists, modality, score, approximate, fused } = hit ?? {};
  return {
    ...fields,
    objectID: id,
    _highlightResult: Object.fromEntries(
      Object.entries(fields).flatMap(([name, value]) => {
        const shown = highlightOf(value);
        return shown === undefined ? [] : [[name, shown]];
      }),
    ),
    _nestvec: { ...parts, lists, modality, score, approximate, fused },
  };
}

/** Meaning has no words to mark, and widgets print nothing of a field that is not here. */
function highlightOf(value: unknown): unknown {
  if (typeof value === 'string') return { value, matchLevel: 'none', matchedWords: [] };
  if (Array.isArray(value) && value.every((one) => typeof one === 'string'))
    return value.map((one) => highlightOf(one));
  return undefined;
}
