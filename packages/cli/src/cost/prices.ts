import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parsePrices, type PriceTable } from '@nestvec/core/cost';
import { invalid, messageOf } from '@nestvec/core/kit';
import type { HostedModelId } from '@nestvec/core/remote';
import type { Io } from '../io.ts';

/** Where a price comes from. */
export interface PriceFlags {
  /** A file with a price table. */
  readonly prices?: string;
  /** A million tokens. */
  readonly price?: number;
}

/** The prices that flags name; `undefined` for the published ones. `today` stands beside a price that was given as such. */
export async function pricesOf(
  { prices, price }: PriceFlags,
  model: HostedModelId,
  today: string,
  { cwd }: Pick<Io, 'cwd'>,
): Promise<PriceTable | undefined> {
  if (prices !== undefined && price !== undefined) {
    throw invalid(
      '--price',
      "can't be combined with --prices, a file of prices; give one of the two",
    );
  }
  if (price !== undefined) {
    const perMillionTokens = { [model]: price };
    return { currency: 'USD', asOf: today, source: '--price', perMillionTokens };
  }
  if (prices === undefined) return undefined;
  let table: unknown;
  try {
    table = JSON.parse(await readFile(resolve(cwd, prices), 'utf8'));
  } catch (error) {
    throw invalid('--prices', `${prices} can't be read as JSON (${messageOf(error)})`, error);
  }
  return parsePrices(table);
}
