import type { EmbedderIdentity } from '../spec/identity.ts';
import type { Encoding } from './decode-embedding.ts';
import type { ImagePolicy } from './image-policy.ts';
import type { HostedModel } from './models.ts';

/** Version of everything in this folder that decides what a service gets to see; raised whenever one of them changes. */
const preprocessing = 'remote-1';

/** The identity that a collection keeps. No service publishes the revision of its weights. */
export function remoteIdentity(
  model: HostedModel,
  weights: 'hosted' | 'sagemaker',
  imagePolicy: ImagePolicy,
  encoding: Encoding,
): EmbedderIdentity {
  const isSigns = encoding === 'binary' || encoding === 'ubinary';
  return {
    model: model.identity,
    revision: 'unknown',
    weights,
    preprocessing: isSigns ? `${preprocessing}-signs` : preprocessing,
    maxTokens: model.maxTokens,
    imagePolicy: model.image === undefined ? 'none' : imagePolicy,
    taskHandling: model.tasks.query === undefined ? 'none' : 'service',
    dimensions: model.dimensions,
  };
}
