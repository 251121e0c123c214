import {
  type CollectionMemory,
  observeCollection,
  type Observed,
  type Quantization,
  reservedNames,
} from '@nestvec/core/store';
import type { CollectionInfo, LiveVector } from './info.ts';
import type { Layout } from './layout.ts';
import { recordKeys } from './schema.ts';

/** A collection in the words of a plan. */
export function observe(
  memory: CollectionMemory,
  { indexes, vectors, rarities }: CollectionInfo,
  layout: Pick<Layout, 'vectorName' | 'isIndexed'>,
): Observed {
  const observed = observeCollection(memory, {
    vector(name, remembered) {
      const live = vectors[layout.vectorName(name)];
      if (live === undefined) return undefined;
      const quantization = portableQuantization(live, remembered.quantization);
      return { dimensions: live.size, quantization, graph: live.graph };
    },
    isIndexed: (name, type) => layout.isIndexed(name, type, indexes),
    tenants: memory.spec.tenants,
    // Whether a collection of someone else has a full text was looked up for its memory.
    hasWords:
      memory.attached !== undefined ||
      (rarities.includes(reservedNames.words) && indexes[reservedNames.words] === 'text'),
  });
  return { ...observed, recordFields: recordKeys.every((key) => indexes[key] === 'keyword') };
}

/** A kind by its portable name; `otherwise` for a kind without one. */
export function portableQuantization(
  { quantization }: Pick<LiveVector, 'quantization'>,
  otherwise: Quantization,
): Quantization {
  return (Object.hasOwn(portable, quantization) ? portable[quantization] : undefined) ?? otherwise;
}

const portable: Readonly<Record<string, Quantization>> = {
  none: 'none',
  scalar: 'int8',
  binary: 'binary',
};
