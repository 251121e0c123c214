import { unsupported } from '@nestvec/core/kit';
import {
  type CollectionMemory,
  type Observed,
  observedWords,
  type ResolvedSpec,
  type StoreCapabilities,
  theirsOf,
} from '@nestvec/core/store';

export const databaseName = 'memory';

/** The collection in the words of a plan. */
export function observe(memory: CollectionMemory): Observed {
  const { spec, incomplete } = memory;
  const vectors = Object.entries(spec.vectors).map(([name, { native: _, ...vector }]) => [
    name,
    { ...vector, complete: !incomplete.includes(name) },
  ]);
  return {
    embedder: spec.embedder,
    vectors: Object.fromEntries(vectors) as Observed['vectors'], // entries of a resolved spec, name by name
    fields: spec.fields,
    tenants: spec.tenants,
    ...observedWords(memory),
    ...theirsOf(memory),
  };
}

/** Throws `unsupported` for a quantization that the database does not have. */
export function checkQuantization(spec: ResolvedSpec, capabilities: StoreCapabilities): void {
  for (const { quantization } of Object.values(spec.vectors)) {
    if (!capabilities.quantization.includes(quantization)) {
      throw unsupported(
        `${quantization} quantization`,
        databaseName,
        `use ${capabilities.quantization.join(' or ')}`,
      );
    }
  }
}
