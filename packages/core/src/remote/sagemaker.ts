import type { Embedder } from '../embedder/embedder.ts';
import { createImageIntake } from '../image/intake.ts';
import { createInFlight } from '../async/in-flight.ts';
import { createBudget } from './budget.ts';
import { type Clock, systemClock } from './clock.ts';
import { createConnection } from './connection.ts';
import { embedRemote, type Remote } from './embed-remote.ts';
import { remoteIdentity } from './identity.ts';
import { measureRemote } from './measure-remote.ts';
import { hostedModels } from './models.ts';
import { resolveSageMakerOptions, type SageMakerOptions } from './sagemaker-options.ts';
import { shapeModels } from './sagemaker-request.ts';
import { createSageMakerService } from './sagemaker-service.ts';

/** An endpoint is paid by the hour and limits nothing but what it can bear. */
const noRates = {
  requestsPerMinute: Number.POSITIVE_INFINITY,
  tokensPerMinute: Number.POSITIVE_INFINITY,
};

/**
 * Embeds by an endpoint of Amazon SageMaker that runs one of Jina's containers of the AWS marketplace.
 *
 * ```ts
 * const embedder = sagemaker({ endpointName: 'clip', region: 'eu-central-1', shape: 'clip-v2' });
 * ```
 *
 * Needs `@aws-sdk/client-sagemaker-runtime`, loaded by the first `embed`. The containers do not normalise their vectors; here they
 * are. Fails as `jina` does. `clock` is for tests.
 */
export function sagemaker(options: SageMakerOptions, clock: Clock = systemClock): Embedder {
  const resolved = resolveSageMakerOptions(options);
  const { endpointName, shape, concurrency, batch, imagePolicy, imageLimits } = resolved;
  const { retries, onRetry, onUsage } = resolved;
  const model = hostedModels[shapeModels[shape]];
  const images = createImageIntake(model.image?.side ?? 512, imageLimits);
  const service = createSageMakerService(resolved);
  const budget = createBudget(service.name, { ...noRates, concurrency }, clock);
  const sendUrls = imagePolicy === 'original';
  const remote: Remote = {
    connection: createConnection({ service, budget, clock, retries, onRetry, onUsage }),
    preparation: { name: service.name, model, imagePolicy, images, sendUrls, isCapped: false },
    batchLimits: batch,
    concurrency,
    tokensPerMinute: noRates.tokensPerMinute,
    // No container is documented to cut a text that is too long.
    canTruncate: false,
    imagesAlone: undefined,
  };
  const inFlight = createInFlight(`the sagemaker embedder for endpoint ${endpointName}`);
  return {
    identity: remoteIdentity(model, 'sagemaker', imagePolicy, 'float'),
    limits: {
      itemsPerCall: batch.items,
      tokensPerCall: batch.tokens,
      bytesPerCall: batch.bytes,
      concurrency,
    },
    embed: async (contents, call) =>
      await inFlight.track(() => embedRemote(remote, contents, call)),
    measure: async (contents, call) =>
      await inFlight.track(() => measureRemote(remote.preparation, contents, call)),
    async close() {
      if (!(await inFlight.close())) return;
      images.close();
      service.close();
    },
  };
}
