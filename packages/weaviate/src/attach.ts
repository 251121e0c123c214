import {
  attachedMemory,
  type Attachment,
  checkMeasure,
  type CollectionMemory,
  decodeMemory,
  encodeMemory,
  theirVector,
} from '@nestvec/core/store';
import { checkVectorizer } from './vectorizer.ts';
import { databaseName } from './errors.ts';
import { type CollectionInfo, memoryOf } from './info.ts';
import { portableQuantization } from './native.ts';

/** What an attached collection's description ends with, once something was added: the rest of it is its maker's. */
const addition = '\n\nnestvec added: ';

/** What a class of ours remembers; of an attached one, what the options say of it and what was added since. */
export function recall(
  info: CollectionInfo,
  { attach, collection }: Attachment,
): CollectionMemory | undefined {
  if (attach === undefined) return memoryOf(info);
  const added = decodeMemory(info.description.split(addition)[1], databaseName);
  return attachedMemory({ attach, collection }, info.tenants, added, (name, said) => {
    const path = `${databaseName}.attach.vectors.${name}`;
    const { index, quantization, bits, ...live } = theirVector(attach, name, info.vectors, path);
    checkMeasure(databaseName, name, live);
    checkVectorizer(live.vectorizer, said, attach.embedder.model, path);
    return {
      ...said,
      graph: index !== 'flat',
      quantization: quantization === 'none' ? 'none' : portableQuantization(quantization, bits),
    };
  });
}

/** The description that keeps a memory; of an attached collection it goes on after its maker's own. */
export function describeMemory(
  { attach }: Pick<Attachment, 'attach'>,
  memory: CollectionMemory,
  description: string,
): string {
  const text = encodeMemory(memory);
  if (attach === undefined) return text;
  return `${description.split(addition)[0] ?? ''}${addition}${text}`;
}
