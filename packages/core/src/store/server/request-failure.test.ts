import { describe, expect, it } from 'vitest';
import { connectionFailure, grpcStatus } from './request-failure.ts';
import { storeErrors } from '../store-errors.ts';

const errors = storeErrors({
  database: 'fake',
  title: 'Fake',
  readFailure: connectionFailure,
  isMissing: () => false,
  advice: () => undefined,
});

function thrownBy(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error;
  }
}

describe('an error about a header', () => {
  it.each([
    ['fetch', () => new Headers({ 'api-key': 'SECRET\nKEY' })],
    [
      'gRPC',
      () => {
        throw new Error('Metadata string value "SECRET\nKEY" contains illegal characters');
      },
    ],
    [
      'Node',
      () => {
        throw new TypeError('Invalid character in header content ["SECRET"]');
      },
    ],
  ])('of %s is reported without the text that repeats the key', (_, act) => {
    const error = errors.toStoreError(thrownBy(act), { collection: 'c', operation: 'describe' });
    expect(error.message).toContain('a header or key holds a character that is not allowed');
    expect(`${error.message}${String(error.cause)}`).not.toContain('SECRET');
  });
});

describe('connectionFailure', () => {
  it('takes broken connections and strange answers for worth another try, and a bug not', () => {
    const broken = new TypeError('fetch failed', {
      cause: Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }),
    });
    expect(connectionFailure(broken)).toMatchObject({ retryable: true, code: 'ECONNREFUSED' });
    expect(connectionFailure(errors.strangeAnswer('it is empty')).retryable).toBe(true);
    expect(connectionFailure(new RangeError('bug')).retryable).toBe(false);
    expect(connectionFailure(new Error('leader gone'), /leader/).retryable).toBe(true);
  });
});

it('reads the status of gRPC, and not the numeric code of a time-out of fetch', () => {
  expect(grpcStatus({ code: 14, details: 'gone' })).toEqual({ status: 14, text: 'gone' });
  expect(grpcStatus(Object.assign(new Error('timed out'), { code: 23 }))).toBeUndefined();
});
