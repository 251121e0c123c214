export type { TokenPrice } from '../ingest/types.ts';
export { estimateCost } from './estimate-cost.ts';
export type { CostOptions, CountTextTokens } from './options.ts';
export type { CostPrice } from './price.ts';
export { type ModelPrice, parsePrices, type PriceTable, publishedPrices } from './prices.ts';
export type { CostCounts, CostReport } from './report.ts';
export {
  graphStorage,
  type StorageEstimate,
  type StorageRule,
  storageRule,
  type StorageRules,
  type VectorBytes,
} from './storage.ts';
