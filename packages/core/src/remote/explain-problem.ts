import { type ApiProblem, excerpt } from './read-problem.ts';

/** What a failure means and what to do about it. */
export function explainProblem(status: number, { code, fields }: ApiProblem): string {
  const known = code === undefined ? undefined : explanations.get(code);
  if (known !== undefined) return known;
  if (status === 422 && fields.length > 0)
    return `it does not accept ${excerpt(fields.join(', '))}`;
  return (
    explanations.get(String(status)) ?? (status >= 500 ? 'the service failed' : 'it was refused')
  );
}

/** By code of the API, else by status. */
const explanations: ReadonlyMap<string, string> = new Map([
  ['AUTH_MISSING_API_KEY', 'no API key arrived; pass apiKey'],
  ['AUTH_INVALID_API_KEY', 'the API key is not known; check apiKey or make a new one at jina.ai'],
  [
    'AUTH_INVALID_FORMAT',
    'this is not the form of an API key, which begins with jina_; check apiKey',
  ],
  ['AUTHZ_INSUFFICIENT_BALANCE', 'the account has no tokens left; top it up at jina.ai'],
  ['AUTHZ_RESOURCE_LIMIT_EXCEEDED', 'a limit of the account’s plan is reached'],
  ['INPUT_MODEL_NOT_FOUND', 'the service does not have this model; check model and baseUrl'],
  ['INPUT_TOKEN_LIMIT_EXCEEDED', 'a text is longer than the model reads'],
  ['RATE_REQUEST_LIMIT_EXCEEDED', 'too many requests a minute; lower budgets.requestsPerMinute'],
  ['RATE_TOKEN_LIMIT_EXCEEDED', 'too many tokens a minute; lower budgets.tokensPerMinute'],
  ['RATE_CONCURRENCY_LIMIT_EXCEEDED', 'too many requests at once; lower budgets.concurrency'],
  [
    'RATE_IP_LIMIT_EXCEEDED',
    'too many requests from this address; lower budgets.requestsPerMinute',
  ],
  ['invalid_api_key', 'the API key is not known; check apiKey'],
  ['insufficient_quota', 'the account has no quota left'],
  ['model_not_found', 'the service does not have this model; check model and baseUrl'],
  ['context_length_exceeded', 'a text is longer than the model reads'],
  ['401', 'the API key was not accepted; check apiKey'],
  ['402', 'the account has no tokens left; top it up where its key is from'],
  ['403', 'access was refused; check what apiKey may do and the balance of its account'],
  ['404', 'there is no such address, or no such model; check baseUrl and model'],
  ['408', 'the service waited too long for the request'],
  ['413', 'the request is too large'],
  ['422', 'the request is not valid'],
  ['424', 'the model behind the service failed'],
  ['429', 'too many requests or tokens; lower budgets'],
  ['503', 'the service is not available for now'],
  ['504', 'the service took too long; smaller batches may help'],
]);
