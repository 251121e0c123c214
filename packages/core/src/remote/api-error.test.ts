import { describe, expect, it } from 'vitest';
import { apiFailure, type Refused } from './api-error.ts';
import { flatError, nestedError, validationError } from './__fixtures__/fake-jina.ts';
import { readProblem } from './read-problem.ts';
import { createRedact } from './redact.ts';
import type { Failure } from './service.ts';

function fail(status: number, body: string, retryAfterMs?: number): Failure {
  const refused: Refused = {
    name: 'jina',
    status,
    body,
    retryAfterMs,
    remaining: {},
    contents: 3,
    address: 'https://api.jina.ai/v1/embeddings',
  };
  return apiFailure(refused, createRedact(['jina_secret']));
}

describe('the body of an error', () => {
  it('is read when detail is a text', () => {
    expect(readProblem(flatError(401, 'AUTH_INVALID_API_KEY', 'Bad key.').body)).toEqual({
      code: 'AUTH_INVALID_API_KEY',
      message: 'Bad key.',
      requestId: 'f00d',
      fields: [],
    });
  });

  it('is read when detail is an object', () => {
    expect(readProblem(nestedError(400, 'INPUT_TOKEN_LIMIT_EXCEEDED', 'Too long.').body)).toEqual({
      code: 'INPUT_TOKEN_LIMIT_EXCEEDED',
      message: 'Too long.',
      requestId: 'f00d',
      fields: [],
    });
  });

  it('is read when it lists errors of validation', () => {
    expect(readProblem(validationError('body -> dimensions', 2000).body).fields).toEqual([
      'body -> dimensions',
    ]);
  });

  it('is read when detail is a list, as FastAPI has it', () => {
    const detail = [
      { type: 'literal_error', loc: ['body', 'input', 3, 'image'], msg: 'Bad.', input: 'x' },
    ];
    expect(readProblem(JSON.stringify({ detail }))).toEqual({
      message: 'Bad.',
      fields: ['body -> input -> 3 -> image'],
    });
  });

  it('is read when it is a web page, other text, or nothing', () => {
    const page = '<html><title>502 Bad Gateway</title></html>';
    expect(readProblem(page).message).toBe('a web page titled 502 Bad Gateway');
    expect(readProblem('upstream is down').message).toBe('upstream is down');
    expect(readProblem('').message).toBeUndefined();
  });

  it.each([['[]'], ['null'], ['7'], ['{"detail":7,"errors":"x","code":[]}']])(
    'of no known shape does no harm: %s',
    (body) => {
      expect(readProblem(body).fields).toEqual([]);
    },
  );
});

describe('a failure', () => {
  it.each([
    [401, flatError(401, 'AUTH_MISSING_API_KEY').body, /pass apiKey/],
    [401, flatError(401, 'AUTH_INVALID_API_KEY').body, /the API key is not known/],
    [401, flatError(401, 'AUTH_INVALID_FORMAT').body, /begins with jina_/],
    [401, '', /the API key was not accepted/],
    [402, '{"detail":"Insufficient balance"}', /no tokens left/],
    [403, flatError(403, 'AUTHZ_INSUFFICIENT_BALANCE').body, /top it up/],
    [403, flatError(403, 'AUTHZ_RESOURCE_LIMIT_EXCEEDED').body, /limit of the account’s plan/],
    [404, '<html></html>', /check baseUrl/],
    [400, flatError(400, 'INPUT_MODEL_NOT_FOUND').body, /check model and baseUrl/],
    [422, validationError('body -> dimensions', 2000).body, /does not accept body -> dimensions/],
  ])('of status %i explains itself and is not tried again', (status, body, text) => {
    const { error, blame } = fail(status, body);
    expect(error.message).toMatch(text);
    expect(error.message).toContain(`3 contents at https://api.jina.ai/v1/embeddings`);
    expect(error.details).toMatchObject({ status, retryable: false });
    expect(blame).toBe('call');
  });

  it.each([
    [408, ''],
    [429, flatError(429, 'RATE_REQUEST_LIMIT_EXCEEDED').body],
    [429, flatError(429, 'RATE_TOKEN_LIMIT_EXCEEDED').body],
    [429, flatError(429, 'RATE_CONCURRENCY_LIMIT_EXCEEDED').body],
    [429, flatError(429, 'RATE_IP_LIMIT_EXCEEDED').body],
    [500, nestedError(500, 'INTERNAL_ERROR').body],
    [502, '<html></html>'],
    [503, flatError(503, 'SERVICE_UNAVAILABLE').body],
    [504, flatError(504, 'SERVICE_TIMEOUT').body],
  ])('of status %i is worth another try', (status, body) => {
    const failure = fail(status, body);
    expect(failure.error.details).toMatchObject({ status, retryable: true });
    expect(failure.blame).toBe('call');
    expect(failure.mayBeCharged).toBe(false);
  });

  it('carries the wait that was asked for', () => {
    expect(fail(429, '', 12_000).error.details.retryAfterMs).toBe(12_000);
  });

  it.each([
    [413, '', 'inputs'],
    [400, '{"detail":"input length is larger than the largest allowed size 2048"}', 'inputs'],
    [400, nestedError(400, 'INPUT_TOKEN_LIMIT_EXCEEDED').body, 'length'],
    [400, nestedError(400, 'bad_request', "This image serves 'a', not 'b'.").body, 'call'],
    [400, nestedError(400, 'bad_request', 'Cannot decode image: x').body, 'inputs'],
    [422, validationError('body -> input -> 3 -> image', 'x').body, 'inputs'],
    [422, validationError('body -> task', 'x').body, 'call'],
    [422, '{"detail":[{"loc":["body","embedding_type"],"msg":"Bad."}]}', 'call'],
    [422, '{"detail":[{"loc":["body","input",3],"msg":"Bad."}]}', 'inputs'],
  ])('of status %i with %s blames the %s', (status, body, blame) => {
    expect(fail(status, body).blame).toBe(blame);
  });

  it('is a single line of bounded length without control characters, however much comes back', () => {
    const { message } = fail(500, `\u001B[31m${'x\n'.repeat(10_000)}`).error;
    expect(message.length).toBeLessThan(500);
    expect(message).not.toMatch(/\p{Cc}/u);
  });

  it('does not repeat a key that the service echoes, not even half of one at the cut', () => {
    expect(fail(401, '{"detail":"Bad key jina_secret"}').error.message).toContain('[secret]');
    for (let before = 185; before < 205; before++) {
      const { message } = fail(
        401,
        JSON.stringify({ detail: `${'x'.repeat(before)}jina_secret` }),
      ).error;
      expect(message).not.toContain('xjina');
    }
  });
});
