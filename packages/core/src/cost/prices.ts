import { z } from 'zod';
import type { HostedModelId } from '../remote/models.ts';
import { parseInput } from '../parse-input.ts';

/** What tokens cost, when and by whose word. */
export interface PriceTable {
  readonly currency: string;
  /** The day on which it was true: `2026-04-02`. */
  readonly asOf: string;
  readonly source: string;
  /** By id of the hosted model. */
  readonly perMillionTokens: Readonly<Partial<Record<string, number>>>;
  /** For every other model. Default: none is known. */
  readonly otherModels?: number | undefined;
}

/** The price of one model, and how sure it is. */
export interface ModelPrice {
  readonly perMillionTokens: number;
  readonly currency: string;
  readonly asOf: string;
  readonly source: string;
  /** Whether it is that of other models, for want of its own. */
  readonly isAssumed: boolean;
}

/**
 * The one price that Jina publishes where a program can read it. Tokens of all models come from one balance, so others are taken to
 * cost the same; `GET /v1/models` of an account knows better.
 */
export const publishedPrices: PriceTable = {
  currency: 'USD',
  asOf: '2026-04-02',
  source: 'the example of GET /v1/models in the description of Jina’s API',
  perMillionTokens: { 'jina-embeddings-v3': 0.05 },
  otherModels: 0.05,
};

const price = z.number().nonnegative();

const schema: z.ZodType<PriceTable> = z.strictObject({
  currency: z.string().min(1),
  asOf: z.iso.date(),
  source: z.string().min(1),
  perMillionTokens: z.record(z.string(), price),
  otherModels: price.optional(),
});

/** Checks a table that comes from a file. Throws `invalid-input`. */
export function parsePrices(table: unknown): PriceTable {
  return parseInput(schema, table, 'prices');
}

/** The price of a model; `undefined` where the table has none. */
export function priceOf(model: HostedModelId, table: PriceTable): ModelPrice | undefined {
  const { currency, asOf, source, otherModels } = table;
  const own = table.perMillionTokens[model];
  const perMillionTokens = own ?? otherModels;
  if (perMillionTokens === undefined) return undefined;
  return { perMillionTokens, currency, asOf, source, isAssumed: own === undefined };
}
