import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { invalid } from '@nestvec/core/kit';
import { type CollectionMemory, decodeMemory, encodeMemory } from '@nestvec/core/store';
import type { Tags } from './api.ts';
import { databaseName } from './errors.ts';

/** What an index has in its tags: at most 20, of 120 characters each. */
const tagLimit = 20;
const tagLength = 120;
const part = (i: number): string => `nestvec-memory-${i}`;

/** The tag that says whose index it is, and the one that says of which vector. */
const collectionTag = 'nestvec-collection';
const vectorTag = 'nestvec-vector';

/** What the first index of a collection says. */
export interface HomeMemory extends CollectionMemory {
  /** The named vector that lies in the first index, beside everything else of a record. */
  readonly home: string;
}

/** Tags of any index of a collection. */
export function ownTags(collection: string, vector: string): Tags {
  return { [collectionTag]: collection, [vectorTag]: vector };
}

/** The collection whose first index has these tags; `undefined` for any other index. */
export function collectionOf(tags: Tags): string | undefined {
  return tags[part(0)] === undefined ? undefined : tags[collectionTag];
}

/** Whether an index has exactly these of our tags. */
export function isOurs(tags: Tags, collection: string, vector: string): boolean {
  return tags[collectionTag] === collection && tags[vectorTag] === vector;
}

/**
 * A memory as tags, compressed. Where `old` has more parts than are needed the rest becomes empty, which takes it away. Throws
 * `invalid-input` where it does not fit beside the tags that are not ours.
 */
export function memoryTags(memory: HomeMemory, old: Tags): Tags {
  const { spec, incomplete, home } = memory;
  const text = deflateRawSync(encodeMemory({ spec, incomplete }), { level: 9 }).toString('base64');
  const tags: Record<string, string> = { ...ownTags(spec.name, home) };
  const count = Math.ceil(text.length / tagLength);
  for (let i = 0; i < count; i++) tags[part(i)] = text.slice(i * tagLength, (i + 1) * tagLength);
  for (let i = count; Object.hasOwn(old, part(i)); i++) tags[part(i)] = '';
  const others = Object.keys(old).filter((key) => !Object.hasOwn(tags, key)).length;
  const room = tagLimit - 2 - others;
  if (count > room)
    throw invalid(
      'spec',
      `takes ${count} tags of ${tagLength} characters to be remembered, and the index has room for ${room}; declare fewer fields or vectors, or give fewer tags`,
    );
  return tags;
}

/** The memory in an index's tags; `undefined` where nestvec wrote nothing there. */
export function readMemory(tags: Tags, collection: string): HomeMemory | undefined {
  const home = tags[vectorTag];
  if (home === undefined || tags[collectionTag] !== collection) return undefined;
  let text = '';
  for (let i = 0; tags[part(i)] !== undefined; i++) text += tags[part(i)];
  let json: string;
  try {
    json = inflateRawSync(Buffer.from(text, 'base64')).toString('utf8');
  } catch {
    return undefined;
  }
  const memory = decodeMemory(json, databaseName);
  return memory === undefined ? undefined : { ...memory, home };
}
