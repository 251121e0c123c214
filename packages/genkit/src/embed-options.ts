import type { EmbedderIdentity, Task } from '@nestvec/core';
import {
  checkedDimensions,
  checkIsOptions,
  checkNames,
  describeValue,
  invalid,
} from '@nestvec/core/kit';
import { z } from 'genkit';

/** What `ai.embed({ options })` and `ai.embedMany({ options })` may say. */
export interface EmbedOptions {
  /** Stronger than the name of the embedder. */
  readonly task?: Task | undefined;
  /** Prefix length of every embedding, renormalised. Default: all of it. */
  readonly dimensions?: number | undefined;
}

/** Genkit adds the version that a reference to an embedder names. */
interface GivenOptions extends EmbedOptions {
  readonly version?: unknown;
}

const checkOptionNames = checkNames<GivenOptions>({
  task: true,
  dimensions: true,
  version: true,
});

/** For Genkit’s own pages; it checks no options of an embedder by it. */
export const embedOptionsSchema: z.ZodType<EmbedOptions> = z.object({
  task: z.enum(['query', 'document']).optional(),
  dimensions: z.number().int().positive().optional().describe('A shorter embedding, renormalised'),
});

/** Options with defaults filled in. Throws `invalid-input`. */
export function resolveEmbedOptions(
  given: unknown,
  identity: EmbedderIdentity,
  usual: Task,
): { readonly task: Task; readonly dimensions: number } {
  const options = (given ?? {}) as GivenOptions; // checked below
  checkIsOptions(options, 'options');
  checkOptionNames(options, 'options');
  if (options.version !== undefined)
    throw invalid('options.version', 'is not for nestvec, whose model is that of its embedder');
  const task: unknown = options.task ?? usual;
  if (task !== 'query' && task !== 'document')
    throw invalid('options.task', `must be query or document, got ${describeValue(task)}`);
  return {
    task,
    dimensions: checkedDimensions(options.dimensions, identity, 'options.dimensions'),
  };
}
