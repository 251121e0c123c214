import type { CallOptions } from '../async/signal.ts';
import type { Content } from '../embedder/content.ts';
import type { Embedder, Usage } from '../embedder/embedder.ts';
import { invalid } from '../errors.ts';
import { namedVector } from '../search/named-vector.ts';
import type { Modality } from '../spec/models.ts';
import type { ResolvedSpec } from '../spec/spec.ts';
import type { Store } from '../store/store.ts';
import { mix, type Weighted } from './mix.ts';
import type { ParsedPart, ParsedQuery } from './parse-query.ts';
import { largestVector, type StoredVectors, storedVectors } from './stored-vectors.ts';

/** Where the vectors of a query come from. */
export interface QuerySource {
  readonly embedder: Embedder;
  readonly store: Store;
  readonly spec: ResolvedSpec;
}

/** The vectors that a query searches by. */
export interface QueryVectors {
  /** By the modality of the list; absent where nothing that the query names has that modality. */
  readonly vectors: Readonly<Partial<Record<Modality, Float32Array>>>;
  readonly usage: Usage;
}

/** Embeds a query's contents and reads the records that it names, at once; then a vector for each of the modalities. */
export async function queryVectors(
  source: QuerySource,
  query: ParsedQuery,
  modalities: readonly Modality[],
  options: CallOptions,
): Promise<QueryVectors> {
  const contents = query.parts.flatMap(({ content }) => (content === undefined ? [] : [content]));
  const [{ embedded, usage }, stored] = await Promise.all([
    embedAll(source.embedder, contents, options),
    storedVectors(source.store, source.spec, query.ids, options),
  ]);
  const ofContent = new Map(contents.map((content, i) => [content, embedded[i]]));
  const [first] = embedded;
  if (query.kind === 'content' && first !== undefined)
    return { vectors: { image: first, text: first }, usage };
  const vectors: Partial<Record<Modality, Float32Array>> = {};
  for (const modality of modalities) {
    const vector = vectorFor(modality, source.spec, query, { ofContent, stored });
    if (vector !== undefined) vectors[modality] = vector;
  }
  return { vectors, usage };
}

interface Known {
  readonly ofContent: ReadonlyMap<Content, Float32Array | undefined>;
  readonly stored: ReadonlyMap<string, StoredVectors>;
}

function vectorFor(
  modality: Modality,
  spec: ResolvedSpec,
  query: ParsedQuery,
  known: Known,
): Float32Array | undefined {
  const name = largestVector(spec, modality);
  if (name === undefined) return undefined;
  const { dimensions } = namedVector(name, spec, 'query');
  const full = spec.embedder.dimensions;
  const weighted = query.parts.flatMap((part): readonly Weighted[] => {
    const vector = vectorOf(part, modality, query.kind, known, dimensions, full);
    return vector === undefined ? [] : [{ vector, weight: part.weight }];
  });
  if (weighted.length === 0) return undefined;
  return mix(weighted, dimensions, full, query.kind === 'all' ? 'query.all' : 'query.like');
}

/** Of stored records the vector of that modality; in a query of several parts, else the one that they have. */
function vectorOf(
  { content, ids, path }: ParsedPart,
  modality: Modality,
  kind: ParsedQuery['kind'],
  { ofContent, stored }: Known,
  dimensions: number,
  full: number,
): Float32Array | undefined {
  if (content !== undefined) return ofContent.get(content);
  const other = modality === 'image' ? 'text' : 'image';
  const found = ids.flatMap((id): readonly Weighted[] => {
    const has = stored.get(id) ?? {};
    const vector = has[modality] ?? (kind === 'all' ? has[other] : undefined);
    return vector === undefined || vector.length < dimensions ? [] : [{ vector, weight: 1 }];
  });
  if (found.length > 0) return mix(found, dimensions, full, path);
  if (kind === 'all')
    throw invalid(path, `names no record that has a vector to compare with those of ${modality}`);
  return undefined;
}

/** In as many calls as the embedder's limit asks for, one after the other: sixteen contents at most. */
async function embedAll(
  embedder: Embedder,
  contents: readonly Content[],
  { signal }: CallOptions,
): Promise<{ readonly embedded: readonly Float32Array[]; readonly usage: Usage }> {
  const embedded: Float32Array[] = [];
  let usage: Usage = { tokens: 0, requests: 0 };
  while (embedded.length < contents.length) {
    const some = contents.slice(embedded.length, embedded.length + embedder.limits.itemsPerCall);
    const result = await embedder.embed(some, { task: 'query', signal });
    usage = {
      tokens: usage.tokens + result.usage.tokens,
      requests: usage.requests + result.usage.requests,
    };
    for (const i of some.keys()) {
      const embedding = result.embeddings[i];
      if (embedding === undefined)
        throw invalid('query', 'was not embedded: the embedder returned no embedding for it');
      if (!embedding.ok) throw embedding.error;
      embedded.push(embedding.vector);
    }
  }
  return { embedded, usage };
}
