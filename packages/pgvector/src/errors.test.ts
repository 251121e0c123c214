import { describe, expect, it } from 'vitest';
import { errors, existsAlready, isServerError } from './errors.ts';

const attempt = { collection: 'things', operation: 'search' };
const failure = (message: string, code?: string): Error =>
  Object.assign(new Error(message), code === undefined ? {} : { code });

describe('errors of PostgreSQL', () => {
  it.each([
    [
      'connect ECONNREFUSED 127.0.0.1:5432',
      'ECONNREFUSED',
      true,
      'check url, and that the server runs',
    ],
    ['Connection terminated unexpectedly', undefined, true, ''],
    ['could not serialize access', '40001', true, ''],
    ['deadlock detected', '40P01', true, ''],
    ['the database system is starting up', '57P03', true, ''],
    ['sorry, too many clients already', '53300', true, 'close other connections'],
    ['canceling statement due to statement timeout', '57014', false, 'raise timeoutMs'],
    [
      'password authentication failed for user "x"',
      '28P01',
      false,
      'check the user and the password',
    ],
    ['database "x" does not exist', '3D000', false, 'create the database'],
    ['permission denied for schema public', '42501', false, 'grant the role'],
    ['type "vector" does not exist', '42704', false, 'CREATE EXTENSION vector'],
    [
      'could not open extension control file "/x/vector.control"',
      '58P01',
      false,
      'install pgvector',
    ],
    ['cannot execute INSERT in a read-only transaction', '25006', false, 'a role that may write'],
    ['terminating connection due to idle-in-transaction timeout', '25P03', true, ''],
    ['no unique or exclusion constraint matching', '42P10', false, 'a primary key'],
    ['Invalid URL', 'ERR_INVALID_URL', false, '%2F or %23'],
    ['The server does not support SSL connections', undefined, false, 'sslmode'],
    ['syntax error at or near "x"', '42601', false, ''],
  ])('%s', (message, code, retryable, advice) => {
    const error = errors.toStoreError(failure(message, code), attempt);
    expect(error).toMatchObject({ code: 'store', details: { retryable } });
    expect(error.message).toContain(`pgvector: search on "things" failed: ${message}`);
    expect(error.message).toContain(advice);
  });

  it('say that a collection does not exist where its table is missing', () => {
    const error = errors.toStoreError(
      failure('relation "things" does not exist', '42P01'),
      attempt,
    );
    expect(error).toMatchObject({ code: 'not-found' });
  });

  it('of a connection that tried several addresses have the code of the first', () => {
    const tried = new AggregateError([failure('connect ECONNREFUSED ::1:5432', 'ECONNREFUSED')]);
    expect(errors.toStoreError(tried, attempt)).toMatchObject({ details: { retryable: true } });
  });

  it('leave the connection usable only where the server said what was wrong', () => {
    expect(isServerError(failure('x', '23505'))).toBe(true);
    expect(isServerError(failure('x', '57P01'))).toBe(false);
    expect(isServerError(failure('x', '25P03'))).toBe(false);
    expect(isServerError(failure('x', 'EPIPE'))).toBe(false);
    expect(isServerError(failure('Connection terminated'))).toBe(false);
  });

  it.each(['42P07', '42710', '23505'])(
    'say by %s that another one was first to create it',
    (code) => {
      expect(existsAlready(failure('x', code))).toBe(true);
      expect(existsAlready(failure('x', '42P01'))).toBe(false);
    },
  );
});
