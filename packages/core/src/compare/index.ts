export type { Agreement, CosineSummary } from './agreement.ts';
export {
  compareEmbedders,
  type ComparisonFailure,
  type EmbedderComparison,
  type ModalityComparison,
} from './compare-embedders.ts';
export type { CompareOptions, NearThresholds } from './options.ts';
export type { MeasuredVerdict } from './verdict.ts';
export {
  compareIdentity,
  describeIdentity,
  type IdentityComparison,
  type IdentityDifference,
} from '../spec/identity.ts';
