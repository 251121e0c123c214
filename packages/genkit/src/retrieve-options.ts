import type { RetrieveOptions as CoreOptions } from '@nestvec/core';
import { checkIsOptions, checkNames } from '@nestvec/core/kit';
import { z } from 'genkit';

/** What `ai.retrieve({ options })` may say. */
export interface RetrieveOptions extends Pick<
  CoreOptions,
  'filter' | 'over' | 'words' | 'neighbors' | 'minScore'
> {
  /** Passages wanted. Default 5. */
  readonly k?: number | undefined;
}

const checkOptionNames = checkNames<RetrieveOptions>({
  k: true,
  filter: true,
  over: true,
  words: true,
  neighbors: true,
  minScore: true,
});

/** For Genkit’s own pages. Anything is let through to where it is refused by its name. */
export const retrieveOptionsSchema: z.ZodType<RetrieveOptions> = z
  .object({
    k: z.any().describe('Number of documents to retrieve'),
    filter: z.any().describe('A filter over declared fields, such as { "lang": "en" }'),
    over: z.any().describe('text or image; both by default'),
    words: z.any().describe('Whether words are looked for as well'),
    neighbors: z.any().describe('Passages of the same document that come along on each side'),
    minScore: z.any().describe('Lowest cosine similarity'),
  })
  .partial()
  .passthrough();

/** The options of `retrieve`, which checks their values. Throws `invalid-input` for an unknown one, never ignores it. */
export function resolveRetrieveOptions(given: unknown): CoreOptions {
  const options = (given ?? {}) as RetrieveOptions; // checked here and by `retrieve`
  checkIsOptions(options, 'options');
  checkOptionNames(options, 'options');
  const { k, ...rest } = options;
  return k === undefined ? rest : { ...rest, limit: k };
}
