import { createHash } from 'node:crypto';
import type { EmbedderIdentity } from '../spec/identity.ts';
import type { Encoding } from './decode-embedding.ts';
import type { ImagePolicy } from './image-policy.ts';
import type { GivenModel } from './given-model.ts';
import type { HostedModel } from './models.ts';

/** Version of everything in this folder that decides what a service gets to see; raised whenever one of them changes. */
const preprocessing = 'remote-1';

/** The identity that a collection keeps. No service publishes the revision of its weights. */
export function remoteIdentity(
  model: HostedModel,
  weights: 'hosted' | 'sagemaker',
  imagePolicy: ImagePolicy,
  encoding: Encoding,
  given?: GivenModel['prefixes'],
): EmbedderIdentity {
  const isSigns = encoding === 'binary' || encoding === 'ubinary';
  return {
    model: model.identity,
    revision: 'unknown',
    weights,
    // Prefixes that the caller chose decide the vectors and stand nowhere else.
    preprocessing:
      preprocessing + (given === undefined ? '' : `-${digest(given)}`) + (isSigns ? '-signs' : ''),
    maxTokens: model.maxTokens,
    imagePolicy: model.image === undefined ? 'none' : imagePolicy,
    taskHandling: taskHandling(model),
    dimensions: model.dimensions,
  };
}

function taskHandling({ tasks, prefixes = {} }: HostedModel): string {
  if (tasks.query !== undefined) return 'service';
  return Object.keys(prefixes).length > 0 ? 'prefix' : 'none';
}

function digest({ query = '', document = '' }: NonNullable<GivenModel['prefixes']>): string {
  const texts = JSON.stringify([query, document]);
  return createHash('sha256').update(texts).digest('hex').slice(0, 8);
}
