export type { RemoteFailure } from '../errors.ts';
export type { RemoteCallbacks, RetryReport, UsageCount, UsageReport } from './callbacks.ts';
export type { Clock } from './clock.ts';
export type { Encoding } from './decode-embedding.ts';
export { imagePolicies, type ImagePolicy } from './image-policy.ts';
export { jina } from './jina.ts';
export { jinaReranker, type JinaRerankerOptions } from './jina-reranker.ts';
export {
  type HostedModel,
  type HostedModelId,
  hostedModelIds,
  hostedModels,
  type ImageRule,
} from './models.ts';
export type { BatchOptions, BudgetOptions, JinaOptions } from './options.ts';
export type { PostFetch, PostResponse } from './post.ts';
export { type Dialect, type DialectFacts, dialectFacts, dialects } from './dialects.ts';
export type { GivenModel } from './given-model.ts';
export type { SpendCap } from './spend.ts';
export { sagemaker } from './sagemaker.ts';
export type {
  SageMakerBatchOptions,
  SageMakerClient,
  SageMakerOptions,
} from './sagemaker-options.ts';
export type { SageMakerShape } from './sagemaker-request.ts';
