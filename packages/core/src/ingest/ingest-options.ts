import { z } from 'zod';
import { durationMs } from '../async/duration.ts';
import { invalid } from '../errors.ts';
import { describeValue } from '../json.ts';
import { parseInput } from '../parse-input.ts';
import type { Journal } from './journal.ts';
import type { IngestOptions, ItemSource, TokenPrice } from './types.ts';

const usualWaitMs = 10_000;

/** Options that were checked. */
export interface ResolvedIngestOptions extends IngestOptions {
  readonly source: string;
  readonly partial: boolean;
  readonly prune: boolean;
  readonly verify: boolean;
  readonly skipStored: boolean;
  readonly dryRun: boolean;
  readonly maxWaitMs: number;
}

const signal = z.instanceof(AbortSignal, { error: 'must be an AbortSignal' }).optional();
const callback = z
  .custom<never>((value) => typeof value === 'function', 'must be a function')
  .optional();
const text = z.string('must be a string').refine((value) => value.isWellFormed(), {
  error: 'holds half of a surrogate pair; use well-formed Unicode',
});
const flag = z.boolean('must be true or false').default(false);

/** A price by tokens, from outside. */
export const tokenPrice: z.ZodType<TokenPrice> = z.strictObject({
  perMillionTokens: z.number('must be a number').nonnegative('must not be negative'),
  currency: z.string('must be a string'),
});

const optionsSchema = z.strictObject({
  journal: z
    .custom<Journal>(
      (value) => typeof value === 'object' && value !== null && 'begin' in value,
      'must be what openJournal gave',
    )
    .optional(),
  source: text.default(''),
  partial: flag,
  prune: flag,
  verify: z.boolean('must be true or false').default(true),
  skipStored: flag,
  dryRun: flag,
  drain: signal,
  signal,
  total: z.number('must be a number').nonnegative('must not be negative').optional(),
  maxWaitMs: durationMs.default(usualWaitMs),
  price: tokenPrice.optional(),
  onProgress: callback,
  onFailure: callback,
  onRetry: callback,
});

/** Checks options of an ingest. Throws `invalid-input`, for an unknown one too. */
export function resolveIngestOptions(options: IngestOptions | undefined): ResolvedIngestOptions {
  const resolved = parseInput<ResolvedIngestOptions>(
    optionsSchema,
    options === undefined ? {} : options,
    'options',
  );
  if (resolved.prune && (resolved.journal === undefined || resolved.partial)) {
    throw invalid(
      'options.prune',
      'needs a journal and the whole source; give journal and leave out partial',
    );
  }
  if (resolved.skipStored && resolved.journal !== undefined)
    throw invalid(
      'options.skipStored',
      'is for a run without a journal, which skips what is unchanged by itself; leave out one of the two',
    );
  return resolved;
}

/** Checks that a source is one; what is in it is checked entry by entry. */
export function checkSource(source: unknown): asserts source is ItemSource {
  const isObject = typeof source === 'object' && source !== null;
  if (isObject && (Symbol.iterator in source || Symbol.asyncIterator in source)) return;
  const advice = isObject && 'then' in source ? '; await it first' : '';
  throw invalid(
    'items',
    `must be an array, or any iterable or async iterable, of items, got ${describeValue(source)}${advice}`,
  );
}
