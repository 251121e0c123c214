import {
  type CollectionMemory,
  type Observed,
  observeCollection,
  reservedNames,
} from '@nestvec/core/store';
import type { CollectionInfo } from './info.ts';
import type { Layout } from './layout.ts';
import { portableQuantization, vectorSettings } from './native.ts';

/** A class in the words of a plan. Dimensions are remembered only: the server does not have them. */
export function observe(
  memory: CollectionMemory,
  info: CollectionInfo,
  { isIndexed, vectorName }: Pick<Layout, 'vectorName' | 'isIndexed'>,
): Observed {
  const observed = observeCollection(memory, {
    vector(name, remembered) {
      const live = info.vectors[vectorName(name)];
      if (live === undefined) return undefined;
      // Kinds without a portable name were chosen beside `none`.
      const chosen = vectorSettings.of(remembered, name).quantization?.kind;
      return {
        dimensions: remembered.dimensions,
        quantization:
          chosen === live.quantization
            ? remembered.quantization
            : portableQuantization(live.quantization, live.bits),
        graph: live.index !== 'flat',
      };
    },
    isIndexed: (name, type) => isIndexed(name, type, info.properties),
    tenants: info.tenants,
    // Whether a collection of someone else has a full text was looked up for its memory.
    hasWords:
      memory.attached !== undefined || info.properties[reservedNames.words]?.searchable === true,
  });
  return { ...observed, recordFields: memory.recordFields === true };
}
