import { NestvecError } from '../errors.ts';
import { loadPeer, missingPeer } from '../load-peer.ts';
import { once } from '../async/once.ts';
import { throwIfAborted } from '../async/signal.ts';
import { count } from './api-error.ts';
import { hostedModels } from './models.ts';
import { PostTimeout } from './post.ts';
import { createRedact } from './redact.ts';
import { sageMakerFailure } from './sagemaker-error.ts';
import type { ResolvedSageMakerOptions, SageMakerClient } from './sagemaker-options.ts';
import { readSageMakerResponse, sageMakerRequest, shapeModels } from './sagemaker-request.ts';
import type { Service } from './service.ts';

/** The service, and a way to free its client. */
export interface SageMakerService extends Service {
  close(): void;
}

/** `InvokeEndpoint`, through the AWS client, which is loaded by the first call. */
export function createSageMakerService(options: ResolvedSageMakerOptions): SageMakerService {
  const { endpointName, region, shape, timeoutMs } = options;
  const model = hostedModels[shapeModels[shape]];
  // AWS clients keep their credentials to themselves; what is left to do is to cut the request out of an error's chain.
  const redact = createRedact([]);
  let own: SageMakerClient | undefined;
  const load = once(async () => {
    const name = '@aws-sdk/client-sagemaker-runtime';
    const { InvokeEndpointCommand, SageMakerRuntimeClient } = await loadPeer(
      name,
      async () => {
        try {
          return await import('@aws-sdk/client-sagemaker-runtime');
        } catch (error) {
          throw missingPeer(name, error);
        }
      },
      { needs: '^3.700.0', from: import.meta.url },
    );
    // Retries are made here, under the budget.
    const settings = { maxAttempts: 1, ...(region === undefined ? {} : { region }) };
    const client = options.client ?? (own = new SageMakerRuntimeClient(settings));
    return { client, InvokeEndpointCommand };
  });
  return {
    name: 'sagemaker',
    async send(inputs, { task, signal }) {
      const { client, InvokeEndpointCommand } = await load();
      const command = new InvokeEndpointCommand({
        EndpointName: endpointName,
        ContentType: 'application/json',
        Accept: 'application/json',
        Body: JSON.stringify(sageMakerRequest(shape, model, inputs, task)),
      });
      const timeout = AbortSignal.timeout(timeoutMs);
      const either = signal === undefined ? timeout : AbortSignal.any([signal, timeout]);
      let answer: unknown;
      try {
        answer = await client.send(command, { abortSignal: either });
      } catch (error) {
        throwIfAborted({ signal }, 'embedding');
        const cause = timeout.aborted ? new PostTimeout(`no answer within ${timeoutMs} ms`) : error;
        return sageMakerFailure(cause, endpointName, inputs.length, redact);
      }
      const results = readSageMakerResponse(bodyOf(answer), inputs.length, model.dimensions);
      if (typeof results !== 'string') {
        const tokens = results.reduce<number | undefined>(
          (sum, one) =>
            sum === undefined || one.tokens === undefined ? undefined : sum + one.tokens,
          0,
        );
        return { ok: true, results, tokens, remaining: {} };
      }
      const message = `sagemaker: embedding ${count(inputs.length)} at endpoint ${endpointName} failed: the answer ${results}; check shape (${shape})`;
      const error = new NestvecError('embedder', message, { operation: 'embed', retryable: false });
      return { ok: false, error, blame: 'call', mayBeCharged: true, remaining: {} };
    },
    close() {
      own?.destroy?.();
    },
  };
}

function bodyOf(answer: unknown): string {
  const isObject = typeof answer === 'object' && answer !== null;
  const body: unknown = isObject && 'Body' in answer ? answer.Body : undefined;
  return body instanceof Uint8Array ? Buffer.from(body).toString() : '';
}
