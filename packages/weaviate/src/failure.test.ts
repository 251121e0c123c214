import { describe, expect, it } from 'vitest';
import { errors } from './errors.ts';

const attempt = { collection: 'docs', operation: 'count' };
const grpcError = (code: number, details: string) =>
  Object.assign(new Error(details), { code, details });

describe('toStoreError', () => {
  it.each([
    [14, 'Connection dropped', true],
    [4, 'Deadline exceeded', true],
    [2, 'no such prop with name', false],
    [2, 'store is read-only due to memory pressure', true],
    [8, 'Attempted to send message with a size larger than 104858000', false],
    [16, 'anonymous access not enabled', false],
  ])('gRPC’s %d, %s: worth another try is %s', (code, details, retryable) => {
    expect(errors.toStoreError(grpcError(code, details), attempt)).toMatchObject({
      code: 'store',
      details: { status: code, retryable },
    });
  });

  it('a class that was dropped meanwhile is not found', () => {
    expect(
      errors.toStoreError(grpcError(2, 'could not find class Docs in schema'), attempt),
    ).toMatchObject({
      code: 'not-found',
    });
  });

  it.each([
    ['UNAVAILABLE: No connection established', 14, true],
    ['UNKNOWN: explorer: no such prop', 2, false],
  ])('reads %s in an error of the official client', (text, status, retryable) => {
    const error = new Error(
      `Query call with protocol gRPC failed with message: /weaviate.v1.Weaviate/Search ${text}`,
    );
    expect(errors.toStoreError(error, attempt)).toMatchObject({
      message: expect.stringContaining(text.split(': ')[1] ?? ''),
      details: { status, retryable },
    });
  });
});
