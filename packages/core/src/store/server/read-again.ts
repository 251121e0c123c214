import { grpcStatus } from './request-failure.ts';

/**
 * Asks for what only reads, and once more, at once, where the server had closed the connection meanwhile: one that was idle does not
 * know that before it is used, as after a process slept. Never for a write, which may have been done.
 */
export async function readAgain<Result>(read: () => Promise<Result>): Promise<Result> {
  return await againAfter(isClosedConnection, read);
}

/** Asks once more, at once and by another connection, where `happened` knows the error. */
async function againAfter<Result>(
  happened: (error: unknown) => boolean,
  ask: () => Promise<Result>,
): Promise<Result> {
  try {
    return await ask();
  } catch (error) {
    if (!happened(error)) throw error;
    return await ask();
  }
}

/** Which calls of an interface change nothing, and which others are asked again. */
interface AskedAgain<Api extends object> {
  readonly reads: readonly (keyof Api & string)[];
  readonly writes?: readonly (keyof Api & string)[];
}

/**
 * An interface whose calls of the names in `reads` are asked as `readAgain` does. Those in `writes` are sent once more where the server had
 * closed the connection before they were sent to their end: then they can't have been done.
 */
export function askingAgain<Api extends object>(
  api: Api,
  { reads, writes = [] }: AskedAgain<Api>,
): Api {
  const again: Partial<Api> = {};
  for (const name of [...reads, ...writes]) {
    const call = api[name];
    if (typeof call !== 'function') continue;
    const happened = reads.includes(name) ? isClosedConnection : isUnsent;
    const asking = async (...given: readonly unknown[]): Promise<unknown> =>
      await againAfter(happened, async (): Promise<unknown> => await call.apply(api, given));
    again[name] = asking as typeof call; // what it resolves to
  }
  return { ...api, ...again };
}

const closedCodes: ReadonlySet<unknown> = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE']);
const unavailable = 14;
/** As grpc-js says it; where no connection could be made at all, another try would only take as long again. */
const closedStream =
  /dropped|ECONNRESET|EPIPE|GOAWAY|session.*(closed|error)|socket hang up|^write (error|failed)/i;

/** A `fetch` wraps what happened, and so do clients around it. */
function isClosedConnection(error: unknown, depth = 0): boolean {
  if (!(error instanceof Error) || depth > 4) return false;
  if ('code' in error && closedCodes.has(error.code)) return true;
  const grpc = grpcStatus(error);
  if (grpc?.status === unavailable && closedStream.test(grpc.text)) return true;
  return isClosedConnection(error.cause, depth + 1);
}

/** Whether a part of the request could not be written. */
function isUnsent(error: unknown, depth = 0): boolean {
  if (!(error instanceof Error) || depth > 4) return false;
  if ('code' in error && error.code === 'EPIPE' && 'syscall' in error && error.syscall === 'write')
    return true;
  return isUnsent(error.cause, depth + 1);
}
