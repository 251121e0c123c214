import assert from 'node:assert/strict';
import { isNestvecError, type ErrorCode, type NestvecError } from '@nestvec/core';

/** The error of an action that must fail with one code, by a throw or a rejection. */
export async function failure<Code extends ErrorCode>(
  code: Code,
  action: () => unknown,
  what = 'the call',
): Promise<NestvecError<Code>> {
  let error: unknown;
  try {
    await action();
  } catch (thrown) {
    error = thrown;
  }
  assert.ok(error !== undefined, `${what} was accepted and should have failed with ${code}`);
  if (isNestvecError(error, code)) return error;
  throw new assert.AssertionError({
    message: `${what} failed with ${describeError(error)} and should have failed with ${code}`,
    actual: error,
    expected: code,
  });
}

/** The error of an action that must be refused because of one value; `field` is the end of its path, and the message holds `said`. */
export async function refusal(field: string, action: () => unknown, said = ''): Promise<void> {
  const error = await failure('invalid-input', action, `a bad ${field}`);
  assert.ok(
    error.details.field.endsWith(field),
    `the error names ${error.details.field} where ${field} is bad: ${error.message}`,
  );
  assert.ok(error.message.includes(said), `the error does not say ${said}: ${error.message}`);
}

function describeError(error: unknown): string {
  if (isNestvecError(error)) return `${error.code}: ${error.message}`;
  return error instanceof Error ? `a bare ${error.name}: ${error.message}` : String(error);
}
