import { messageOf } from '@nestvec/core/kit';
import { type Failure, storeErrors, type StoreErrors } from '@nestvec/core/store';

/** The name of the database in messages, and of its settings in a spec. */
export const databaseName = 'pgvector';

/** PostgreSQL's errors as ours. */
export const errors: StoreErrors = storeErrors({
  database: databaseName,
  title: 'PostgreSQL',
  readFailure,
  isMissing: ({ code }) => code === '42P01',
  advice: ({ code = '', reason }) =>
    advices.find(([pattern]) => pattern.test(`${code} ${reason}`))?.[1],
});

/** What a user can do, by the code of a failure and its text. */
const advices: readonly (readonly [RegExp, string])[] = [
  [
    /type "(vector|halfvec)|extension "vector"|operator class "(vector|halfvec|bit)_|vector\.control/,
    'install pgvector 0.8 or newer on the server, then run: CREATE EXTENSION vector; where that is done, put the schema that it is in on the search_path of the role',
  ],
  [/^(28|08P01)/, 'check the user and the password in url'],
  [/^3D000/, 'create the database, or name another one in url'],
  [/^25006/, 'connect to the primary server, or as a role that may write'],
  [/^42P10/, 'give the column of the ids a primary key or a unique index'],
  [/^42501/, 'grant the role what it needs, or connect as another one'],
  [
    /^57014/,
    'raise timeoutMs, or statement_timeout of your own client, or add an index for what is asked',
  ],
  [/^53300/, 'close other connections, or allow more of them on the server'],
  [/ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ENOENT/, 'check url, and that the server runs'],
  [
    /PGlite failed to initialize/,
    'its folder is damaged or of another PostgreSQL; take it back from a copy, or name another one in data',
  ],
  [
    /Invalid URL/,
    'check url; characters such as / or # in the user or the password are written as %2F or %23, or the password is given apart',
  ],
  [/not support SSL/, 'leave sslmode out of url, or turn SSL on in the server'],
  [/EEXIST|ENOTDIR/, 'name a folder in data'],
  [/^53100|No space left|ENOSPC/, 'free some space, then run it again'],
];

/** Failures that pass: of the connection, of a server that starts, ends, waits no longer or has no room, of transactions that met another one. */
const passing = /^(08|25P03|53[23]|57P0|40001|40P01|55P03|58030|XX000.*cache lookup)/;

/** Codes of Node for a connection that broke or was not made; the client says others by words alone. */
const broken =
  /^E(CONN|PIPE|HOST|NET|TIMEDOUT|AI_AGAIN|NOTFOUND)|connection (terminated|ended|timeout)|not queryable|read timeout|timeout expired|timeout exceeded/i;

/** Reads an error of the client: one of the server has a SQLSTATE of five characters, one of the connection a code of Node or none. */
function readFailure(error: unknown): Failure {
  const code = codeOf(error);
  const reason = messageOf(error) || (code ?? 'the connection failed');
  const retryable = isSqlState(code)
    ? passing.test(`${code} ${reason}`)
    : broken.test(code ?? '') ||
      broken.test(reason) ||
      error instanceof SyntaxError ||
      isProtocolError(error);
  return { status: undefined, retryAfterMs: undefined, retryable, reason, code };
}

/** Whether the connection can be used on after an error: the server said what was wrong, and did not end. */
export function isServerError(error: unknown): boolean {
  const code = codeOf(error);
  return isSqlState(code) && !/^(08|57P|25P0[34])/.test(code);
}

/**
 * Whether what was to be created is there: a table, the type of its rows (which two that create a table at once may meet first), or a
 * row of the catalogue.
 */
export function existsAlready(error: unknown): boolean {
  return ['42P07', '42710', '23505'].includes(codeOf(error) ?? '');
}

/** SQLSTATE or code of Node, also that of the first of several addresses that were tried. */
export function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error instanceof AggregateError ? codeOf(error.errors[0]) : undefined;
}

function isSqlState(code: string | undefined): code is string {
  return code !== undefined && /^[0-9A-Z]{5}$/.test(code) && !code.startsWith('E');
}

/** What the client makes of bytes that are not PostgreSQL's. */
function isProtocolError(error: unknown): boolean {
  return (
    error instanceof Error && /received (invalid|unexpected)|unknown message/i.test(error.message)
  );
}
