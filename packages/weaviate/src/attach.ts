import type { FieldType } from '@nestvec/core';
import {
  attachedMemory,
  checkAttachedFields,
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

/** Types of ours by the server's. Lists of booleans and of dates have no type here, and any of their values counts. */
const fieldTypes: Readonly<Record<string, readonly FieldType[]>> = {
  text: ['string'],
  uuid: ['string'],
  'text[]': ['string[]'],
  'uuid[]': ['string[]'],
  int: ['number'],
  number: ['number'],
  'int[]': ['number[]'],
  'number[]': ['number[]'],
  boolean: ['boolean'],
  'boolean[]': ['boolean'],
  date: ['datetime'],
  'date[]': ['datetime'],
};

/** What a class of ours remembers; of an attached one, what the options say of it and what was added since. */
export function recall(
  info: CollectionInfo,
  { attach, collection }: Attachment,
): CollectionMemory | undefined {
  if (attach === undefined) return memoryOf(info);
  checkAttachedFields(
    attach.fields ?? {},
    {
      path: `${databaseName}.attach.fields`,
      noun: 'property',
      place: `the collection ${JSON.stringify(collection)}`,
      names: Object.keys(info.properties),
    },
    (name) => {
      const type = info.properties[name]?.type;
      return type === undefined ? undefined : { type, fits: fieldTypes[type] ?? [] };
    },
  );
  const added = decodeMemory(info.description.split(addition)[1], databaseName);
  const { textField = '' } = attach;
  const hasWords = info.properties[textField]?.searchable === true;
  const live = { ...info, hasWords };
  return attachedMemory({ attach, collection }, live, added, (name, said) => {
    const path = `${databaseName}.attach.vectors.${name}`;
    const { index, quantization, bits, ...kind } = theirVector(attach, name, info.vectors, path);
    checkMeasure(databaseName, name, kind);
    checkVectorizer(kind.vectorizer, said, attach.embedder.model, path);
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
