import { invalid, unsupported } from '@nestvec/core/kit';
import {
  attachedMemory,
  type Attachment,
  checkMeasure,
  type CollectionMemory,
  type ResolvedVector,
  theirVector,
} from '@nestvec/core/store';
import { hasFullText } from './attached-words.ts';
import { databaseName } from './errors.ts';
import { type CollectionInfo, memoryOf } from './info.ts';
import { portableQuantization } from './observe.ts';

/** Where an attached collection keeps what was added to it; its own metadata may use any other key. */
const attachedMemoryKey = 'nestvec_attached';

/** Key of the metadata under which a store keeps its memory. */
export function memoryKeyOf({ attach }: Pick<Attachment, 'attach'>): string | undefined {
  return attach === undefined ? undefined : attachedMemoryKey;
}

/** What a collection of ours remembers; of an attached one, what the options say of it and what was added since. */
export function recall(
  info: CollectionInfo,
  { attach, collection }: Attachment,
): CollectionMemory | undefined {
  if (attach === undefined) return memoryOf(info);
  const added = memoryOf(info, attachedMemoryKey);
  const hasWords = hasFullText(info, attach.textField);
  const there = { vectors: info.vectors, tenants: false, hasWords };
  return attachedMemory({ attach, collection }, there, added, (name, said) => {
    const path = `qdrant.attach.vectors.${name}`;
    const live = theirVector(attach, name, info.vectors, path);
    if (live.size !== said.dimensions)
      throw invalid(path, `has ${said.dimensions} dimensions; the collection has ${live.size}`);
    checkMeasure(databaseName, name, live);
    if (live.datatype === 'uint8')
      throw unsupported(
        `cosine scores over ${name}, which holds integers of 8 bits`,
        databaseName,
        'use a collection of floats',
      );
    const quantization = portableQuantization(live, said.quantization);
    return { ...said, graph: live.graph, quantization } satisfies ResolvedVector;
  });
}
