import type { TokenEstimate } from '../remote/estimate.ts';
import type { HostedModelId } from '../remote/models.ts';
import { type ModelPrice, priceOf, type PriceTable } from './prices.ts';

/** What tokens cost at a price. */
export interface CostPrice extends ModelPrice {
  readonly amount: number;
  /** What it can't exceed. */
  readonly atMost: number;
}

/** What tokens of a model cost by a table; `undefined` where it has no price. */
export function priceFor(
  model: HostedModelId,
  { tokens, atMost }: TokenEstimate,
  table: PriceTable,
): CostPrice | undefined {
  const price = priceOf(model, table);
  if (price === undefined) return undefined;
  const cost = (count: number): number => (count / 1_000_000) * price.perMillionTokens;
  return { ...price, amount: cost(tokens), atMost: cost(atMost) };
}
