import { checkObjects } from '../options/check-list.ts';
import type { Hit } from '../search/hit.ts';
import type { JsonObject } from '../json.ts';
import type { VectorRecord } from '../record/record.ts';
import { type PassageFacts, passageFacts } from './passage.ts';

/** A stored passage, or any other record with a text. */
export interface Passage {
  readonly id: string;
  /** Empty for an image outside of every passage. */
  readonly text: string;
  /** Where it comes from: the path or address of its document. */
  readonly uri?: string | undefined;
  /** Where it lies in its document; `undefined` for a record outside of every document. */
  readonly facts?: PassageFacts | undefined;
  readonly metadata: JsonObject;
}

/** An image of a document. */
export interface PassageImage {
  readonly id: string;
  readonly uri?: string | undefined;
  readonly alt?: string | undefined;
}

/** The passage that a record holds. */
export function toPassage({
  id,
  text = '',
  uri,
  metadata,
}: Pick<Hit, 'id' | 'text' | 'uri' | 'metadata'> | VectorRecord): Passage {
  return { id, text, uri, metadata, facts: passageFacts(metadata) };
}

/** Whether a record is an image of a document: it stands at a point, where a text has a length. */
export function isImage({ metadata }: Pick<Hit, 'metadata'>): boolean {
  const facts = passageFacts(metadata);
  return facts !== undefined && facts.start === facts.end;
}

/**
 * The texts of passages that follow one another, with what they repeat said once. Throws `invalid-input` where `passages` is not an array of
 * objects.
 */
export function joinPassages(passages: readonly Passage[]): string {
  checkObjects(passages, 'passages');
  let joined = '';
  let last: PassageFacts | undefined;
  for (const { text, facts } of passages) {
    const isNext = last !== undefined && last.document === facts?.document;
    const repeated = isNext ? Math.max(0, (last?.end ?? 0) - (facts?.start ?? 0)) : 0;
    if (repeated > 0) joined += text.slice(repeated);
    else joined += joined === '' ? text : `\n\n${text}`;
    last = facts;
  }
  return joined;
}
