import { invalid } from '@nestvec/core/kit';
import { attachedTextKeys, readTexts, writeTexts } from '@nestvec/core/store';
import type { WireMetadata, WireValue } from './api.ts';
import type { AttachOptions } from './attach-options.ts';
import { isPlain } from './ids.ts';
import type { Layout } from './layout.ts';

/** The layout of an index that someone else made: its metadata is the metadata, its ids are what they are. */
export function attachedLayout({ textField }: AttachOptions, home: string): Layout {
  const textKeys = attachedTextKeys(textField);
  const ours = new Set(textKeys.map(([, key]) => key));
  return {
    homeId(id) {
      if (isPlain(id)) return id;
      throw invalid(
        'id',
        `${JSON.stringify(id).slice(0, 60)} is not ASCII, as ids in Pinecone must be`,
      );
    },
    toMetadata(record) {
      const metadata: [string, WireValue][] = []; // entries, so that a key such as __proto__ stays a key
      for (const [key, value] of Object.entries(record.metadata)) {
        if (value === undefined) continue;
        if (ours.has(key))
          throw invalid(
            'metadata',
            `has a key ${JSON.stringify(key)}, which holds something else in this index`,
          );
        metadata.push([key, plainValue(key, value)]);
      }
      for (const [name, text] of writeTexts(record, textKeys)) metadata.push([name, text]);
      return Object.fromEntries(metadata);
    },
    fromStored({ id, values, metadata }) {
      return {
        home: id,
        version: undefined,
        written: [home],
        vector: values.length === 0 ? undefined : values,
        textRef: undefined,
        record: { id, metadata: withoutKeys(metadata, ours), ...readTexts(metadata, textKeys) },
      };
    },
    isLong: () => false,
    idKey: undefined,
    scope: true,
    takesBare: false,
  };
}

function withoutKeys(metadata: WireMetadata, keys: ReadonlySet<string>): Record<string, WireValue> {
  return Object.fromEntries(Object.entries(metadata).filter(([key]) => !keys.has(key)));
}

/** Other users of the index read its metadata as it is, so nothing is folded into text. */
function plainValue(key: string, value: unknown): WireValue {
  if (key.startsWith('$'))
    throw invalid(`metadata.${key}`, 'begins with $, which Pinecone refuses');
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value;
  if (Array.isArray(value) && value.every((entry) => typeof entry === 'string')) return value;
  throw invalid(
    `metadata.${key}`,
    'must be a string, a number, a boolean or a list of strings, which is all that an attached index can hold',
  );
}
