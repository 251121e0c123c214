import { messageOf, NestvecError } from '../errors.ts';
import { count, isRetryable } from './api-error.ts';
import { cleanCause, innermostMessage, type Redact } from './redact.ts';
import type { Failure } from './service.ts';

/** Names of AWS errors that say to come again later, whatever their status. */
const throttled = new Set([
  'ThrottlingException',
  'TooManyRequestsException',
  'ModelNotReadyException',
]);

/** Failures of the credentials, which no retry helps. */
const explanations: ReadonlyMap<string, string> = new Map([
  [
    'AccessDeniedException',
    'the credentials may not invoke this endpoint (sagemaker:InvokeEndpoint)',
  ],
  [
    'CredentialsProviderError',
    'no AWS credentials were found; configure them as for any AWS client',
  ],
  ['ExpiredTokenException', 'the AWS session has expired; sign in again'],
  ['UnrecognizedClientException', 'AWS does not know these credentials'],
  ['ValidationError', 'AWS does not accept the call; check endpointName and region'],
]);

/** The failure that an error of the AWS client stands for. A container's own status counts more than that of the error around it. */
export function sageMakerFailure(
  error: unknown,
  endpointName: string,
  contents: number,
  redact: Redact,
): Failure {
  const name = error instanceof Error ? error.name : '';
  const status = statusOf(error);
  const isOurs = name === 'CredentialsProviderError';
  const retryable = throttled.has(name) || (status === undefined ? !isOurs : isRetryable(status));
  const said = redact(status === undefined ? innermostMessage(error) : messageOf(error));
  const known = explanations.get(name);
  const message = `sagemaker: embedding ${count(contents)} at endpoint ${endpointName} failed${
    status === undefined ? '' : ` with ${status}`
  }${name === '' || name === 'Error' ? '' : ` ${name}`}: ${known === undefined ? said : `${known} (it says: ${said})`}`;
  const failure = new NestvecError(
    'embedder',
    message,
    { operation: 'embed', retryable, ...(status === undefined ? {} : { status }) },
    { cause: cleanCause(error, redact) },
  );
  return {
    ok: false,
    error: failure,
    blame: blameFor(name, status),
    mayBeCharged: status === undefined,
    remaining: {},
  };
}

/** A container that answers 400, 413 or 422 does not like an input; the same status from AWS itself is about the call. */
function blameFor(name: string, status: number | undefined): Failure['blame'] {
  if (status === 413) return 'inputs';
  return name === 'ModelError' && (status === 400 || status === 422) ? 'inputs' : 'call';
}

/** `OriginalStatusCode` is the container's, `$metadata.httpStatusCode` that of AWS. */
function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('OriginalStatusCode' in error && typeof error.OriginalStatusCode === 'number') {
    return error.OriginalStatusCode;
  }
  const metadata: unknown = '$metadata' in error ? error.$metadata : undefined;
  if (typeof metadata !== 'object' || metadata === null) return undefined;
  const status: unknown = 'httpStatusCode' in metadata ? metadata.httpStatusCode : undefined;
  return typeof status === 'number' ? status : undefined;
}
