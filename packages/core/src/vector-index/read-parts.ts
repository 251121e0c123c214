import type { FusedHit } from '../ranking/fuse.ts';
import { namedVector } from '../search/named-vector.ts';
import { largestVector } from '../query/stored-vectors.ts';
import type { VectorRecord } from '../record/record.ts';
import type { FoundLists } from '../store/store.ts';
import { clampScore, dot, truncate } from '../vector.ts';
import type { IndexHit, SearchTarget } from './search-index.ts';
import type { IndexSearchOptions } from './search-options.ts';

/** A hit of the page, without the parts that lists are asked without. */
export type PlacedHit = Omit<FusedHit, 'fused' | 'isSame' | 'best'> &
  Partial<Pick<FusedHit, 'fused'>>;

/**
 * The hits of a page with the parts that were asked for, read by their ids. One that was found by words alone is scored by its
 * stored text vector. What has been removed since the lists were made is left out.
 */
export async function readParts(
  { spec, read }: Pick<SearchTarget, 'spec'> & Pick<FoundLists, 'read'>,
  placed: readonly PlacedHit[],
  vector: Float32Array | undefined,
  { include }: IndexSearchOptions,
): Promise<readonly IndexHit[]> {
  const { metadata = true, text = true, links = true, vectors = [] } = include ?? {};
  const unscored = vector !== undefined && placed.some(({ score }) => score === undefined);
  const scoredBy = unscored ? largestVector(spec, 'text') : undefined;
  if (placed.length === 0) return [];
  if (!metadata && !text && !links && vectors.length === 0 && scoredBy === undefined)
    return placed.map((one) => toHit(one, { metadata: {} }, {}));
  const asked = [...new Set(scoredBy === undefined ? vectors : [...vectors, scoredBy])];
  const ids = placed.map(({ hit }) => hit.id);
  const records = await read(ids, { metadata, text, links, vectors: asked });
  return placed.flatMap((one, i): IndexHit[] => {
    const record = records[i];
    if (record === undefined) return [];
    const stored = scoredBy === undefined ? undefined : vectorOf(record, scoredBy);
    const score =
      stored === undefined || scoredBy === undefined || vector === undefined
        ? one.score
        : (one.score ??
          clampScore(
            dot(stored, truncate(vector, namedVector(scoredBy, spec, 'text').dimensions)),
          ));
    return [toHit({ ...one, score }, record, vectors.length === 0 ? {} : select(record, vectors))];
  });
}

function toHit(
  { hit, modality, score, fused, lists }: PlacedHit,
  parts: Pick<VectorRecord, 'metadata' | 'text' | 'uri' | 'parentId'>,
  vectors: Pick<IndexHit, 'vectors'>,
): IndexHit {
  const { text, uri, parentId } = parts;
  return {
    id: hit.id,
    ...(score === undefined ? {} : { score }),
    metadata: parts.metadata,
    ...(text === undefined ? {} : { text }),
    ...(uri === undefined ? {} : { uri }),
    ...(parentId === undefined ? {} : { parentId }),
    ...vectors,
    ...(hit.approximate === undefined ? {} : { approximate: hit.approximate }),
    modality,
    ...(fused === undefined ? {} : { fused }),
    lists,
  };
}

function select(record: VectorRecord, names: readonly string[]): Pick<IndexHit, 'vectors'> {
  const entries = names.flatMap((name) => {
    const vector = vectorOf(record, name);
    return vector === undefined ? [] : [[name, vector] as const];
  });
  return { vectors: Object.fromEntries(entries) };
}

function vectorOf({ vectors }: VectorRecord, name: string): Float32Array | undefined {
  return Object.hasOwn(vectors, name) ? vectors[name] : undefined;
}
