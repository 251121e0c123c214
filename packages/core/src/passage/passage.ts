import { z } from 'zod';
import { invalid } from '../errors.ts';
import { describeValue, isPlainObject, type JsonObject } from '../json.ts';

/** What the metadata of a passage, and of an image in a document, says under `passage`. */
export interface PassageFacts {
  /** Where it lies in its document's text, in UTF-16 code units; an image stands at a point. */
  readonly start: number;
  readonly end: number;
  /** Titles from the highest heading down to its own. */
  readonly headings: readonly string[];
  /** From 1; absent where the document has no pages. */
  readonly page?: number | undefined;
  /** Ids of the passages before and after it in the document. */
  readonly previous?: string | undefined;
  readonly next?: string | undefined;
  /** Id of the document. */
  readonly document: string;
}

const schema: z.ZodType<PassageFacts> = z.object({
  start: z.int().nonnegative(),
  end: z.int().nonnegative(),
  headings: z.array(z.string()),
  page: z.int().positive().optional(),
  previous: z.string().optional(),
  next: z.string().optional(),
  document: z.string(),
});

/**
 * What a record's metadata says of where it comes from; `undefined` for a record outside of every document. Throws `invalid-input` where
 * the metadata is not a JSON object.
 */
export function passageFacts(metadata: JsonObject): PassageFacts | undefined {
  if (!isPlainObject(metadata))
    throw invalid('metadata', `must be a JSON object, got ${describeValue(metadata)}`);
  return schema.safeParse(metadata['passage']).data;
}

/** Facts as JSON, in which nothing is `undefined`. */
export function factsAsJson(facts: PassageFacts): JsonObject {
  const { start, end, headings, page, previous, next, document } = facts;
  return {
    document,
    start,
    end,
    headings: [...headings],
    ...(page === undefined ? {} : { page }),
    ...(previous === undefined ? {} : { previous }),
    ...(next === undefined ? {} : { next }),
  };
}
