import type { CollectionMemory } from '../../plan/memory.ts';
import type { Observed, ObservedVector } from '../../plan/types.ts';
import { reservedNames } from '../../spec/names.ts';
import type { FieldType, ResolvedVector } from '../../spec/spec.ts';

/** What is looked at in the database. */
export interface LiveParts {
  /** A named vector as it is; `undefined` where it is missing. */
  readonly vector: (
    name: string,
    remembered: ResolvedVector,
  ) => Omit<ObservedVector, 'complete' | 'modality'> | undefined;
  /** Whether a declared field can be filtered by. */
  readonly isIndexed: (name: string, type: FieldType) => boolean;
  readonly tenants: boolean;
  /** Whether the place of the words is there. Default: as remembered. */
  readonly hasWords?: boolean | undefined;
}

/**
 * A collection in the words of a plan: what it remembers, as far as the server bears it out. A vector or a field that someone has
 * removed since is missing here, so that a plan brings it back.
 */
export function observeCollection(
  { spec, incomplete }: CollectionMemory,
  live: LiveParts,
): Observed {
  const vectors: Record<string, ObservedVector> = {};
  for (const [name, remembered] of Object.entries(spec.vectors)) {
    const found = live.vector(name, remembered);
    const { modality } = remembered;
    if (found !== undefined)
      vectors[name] = { modality, ...found, complete: !incomplete.includes(name) };
  }
  const fields = Object.entries(spec.fields).filter(([name, type]) => live.isIndexed(name, type));
  return {
    embedder: spec.embedder,
    vectors,
    fields: Object.fromEntries(fields),
    tenants: live.tenants,
    ...(live.hasWords === false ? {} : observedWords({ spec, incomplete })),
  };
}

/** How a collection keeps the words of texts, in the words of a plan. */
export function observedWords({
  spec,
  incomplete,
}: Pick<CollectionMemory, 'spec' | 'incomplete'>): Pick<Observed, 'words'> {
  const { keyword, cutter } = spec;
  if (!keyword || cutter === undefined) return {};
  return { words: { cutter, complete: !incomplete.includes(reservedNames.words) } };
}

/** The same for a database where nothing bears out what is remembered, or where that has been done already. */
export function observeMemory(memory: CollectionMemory): Observed {
  return observeCollection(memory, {
    vector: (_, { dimensions, quantization, graph }) => ({ dimensions, quantization, graph }),
    isIndexed: () => true,
    tenants: memory.spec.tenants,
  });
}
