import type { JsonObject, Passage, VectorRecord } from '@nestvec/core';
import { passageFacts } from '@nestvec/core';
import { isImageOfDocument } from '@nestvec/core/kit';
import { imageOf } from '../image/image-of.ts';
import type { OpenIndex } from './grants.ts';
import { shownMetadata } from './shown.ts';

/** What is shown with. */
export interface ShowTools {
  /** Whether an image can be served from where a record says that it is. */
  readonly canServe: (uri: string) => boolean;
}

/** A record on its way out. Its `uri`, `source` and `contentHash` say how things are kept, and never leave. */
type Outgoing = Pick<VectorRecord, 'id' | 'metadata' | 'text' | 'uri' | 'parentId'> & {
  readonly vectors?: Readonly<Record<string, Float32Array>> | undefined;
};

/** A record as a client may see it. */
export function showRecord(
  record: Outgoing,
  { name, shown, imageField }: OpenIndex,
  tools: ShowTools,
): Readonly<Record<string, unknown>> {
  const { id, metadata, text, parentId, vectors = {} } = record;
  const uri = imageOf(record, imageField);
  const isText = passageFacts(metadata) !== undefined && !isImageOfDocument({ metadata });
  const image = uri === undefined || isText ? undefined : linkTo(name, id, uri, tools);
  return {
    id,
    metadata: shownMetadata(metadata, shown),
    ...(shown.text && text !== undefined ? { text } : {}),
    ...(shown.parentId && parentId !== undefined ? { parentId } : {}),
    ...(image === undefined ? {} : { image }),
    ...(shown.vectors && Object.keys(vectors).length > 0 ? { vectors: plainVectors(vectors) } : {}),
  };
}

/** A passage as a client may see it; that its text is shown was checked. */
export function showPassage(
  { id, text, metadata, facts }: Passage,
  { shown }: OpenIndex,
): Readonly<Record<string, unknown>> {
  const knowsFacts = shown.fields === undefined || shown.fields.includes('passage');
  return {
    id,
    text,
    metadata: shownMetadata(metadata, shown),
    ...(facts !== undefined && knowsFacts ? { facts: definedOf(facts) } : {}),
  };
}

/** Path of an image of this server. `undefined` where it can't be served; no path leads to `.` and `..`. */
export function linkTo(
  index: string,
  id: string,
  uri: string,
  { canServe }: ShowTools,
): string | undefined {
  if (id === '.' || id === '..' || !id.isWellFormed() || !canServe(uri)) return undefined;
  return `/image/${encodeURIComponent(index)}/${encodeURIComponent(id)}`;
}

function plainVectors(vectors: Readonly<Record<string, Float32Array>>): Record<string, number[]> {
  return Object.fromEntries(
    Object.entries(vectors).map(([name, vector]) => [name, Array.from(vector)]),
  );
}

function definedOf(facts: object): JsonObject {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
}
