import { expect, it, vi } from 'vitest';
import { invalid, isNestvecError, messageOf, NestvecError, unsupported } from './errors.ts';

it('says something of whatever was thrown', () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  expect(messageOf(new Error('a'))).toBe('a');
  expect(messageOf('b')).toBe('b');
  for (const thrown of [proxy, Object.create(null), { toString: null }])
    expect(messageOf(thrown)).toBe('something that has no text was thrown');
});

it('is recognised across two copies of the package, with or without a code', async () => {
  vi.resetModules();
  const copy = await import('./errors.ts');
  const error: unknown = copy.invalid('limit', 'is wrong');
  expect(error).not.toBeInstanceOf(NestvecError);
  expect(isNestvecError(error)).toBe(true);
  expect(isNestvecError(error, 'invalid-input')).toBe(true);
  expect(isNestvecError(error, 'store')).toBe(false);
});

it.each([undefined, null, 'text', {}, new Error('x'), { code: 'store' }])(
  'does not take %o for one of ours',
  (value) => {
    expect(isNestvecError(value)).toBe(false);
  },
);

it('says what is wrong, where, and what works instead', () => {
  expect(invalid('limit', 'must be positive').message).toBe('limit: must be positive');
  expect(unsupported('a range over an array', 'x', 'declare a number').message).toBe(
    'x does not support a range over an array; declare a number',
  );
});

it('an error keeps its message and details through JSON', () => {
  const error = invalid('limit', 'must be positive', new Error('cause'));
  expect(JSON.parse(JSON.stringify({ failures: [{ id: 'a', error }] }))).toEqual({
    failures: [
      {
        id: 'a',
        error: {
          name: 'NestvecError',
          code: 'invalid-input',
          message: 'limit: must be positive',
          details: { field: 'limit' },
        },
      },
    ],
  });
});

it('narrows details by its code in a switch', () => {
  const describe = (error: NestvecError): string => {
    switch (error.code) {
      case 'invalid-input':
        return error.details.field;
      case 'store':
        return error.details.unconfirmedIds.join();
      default:
        return error.code;
    }
  };
  expect(describe(invalid('limit', 'must be positive'))).toBe('limit');
  expect(describe(unsupported('a', 'b', 'c'))).toBe('unsupported');
});
