import { grpcStatus } from './request-failure.ts';

/**
 * Asks for what only reads, and once more, at once, where the server had closed the connection meanwhile: one that was idle does not
 * know that before it is used, as after a process slept. Never for a write, which may have been done.
 */
export async function readAgain<Result>(read: () => Promise<Result>): Promise<Result> {
  try {
    return await read();
  } catch (error) {
    if (!isClosedConnection(error)) throw error;
    return await read(); // by another connection
  }
}

/**
 * The same for what writes, where the server had closed the connection before it was sent to its end: then it can't have been done.
 */
async function sendAgain<Result>(send: () => Promise<Result>): Promise<Result> {
  try {
    return await send();
  } catch (error) {
    if (!isUnsent(error)) throw error;
    return await send();
  }
}

/** Which calls of an interface change nothing, and which others are asked again. */
interface AskedAgain<Api extends object> {
  readonly reads: readonly (keyof Api & string)[];
  readonly writes?: readonly (keyof Api & string)[];
}

/** An interface whose calls of the names in `reads` are asked as `readAgain` does, and those in `writes` as `sendAgain`. */
export function askingAgain<Api extends object>(
  api: Api,
  { reads, writes = [] }: AskedAgain<Api>,
): Api {
  const again: Partial<Api> = {};
  for (const name of [...reads, ...writes]) {
    const call = api[name];
    if (typeof call !== 'function') continue;
    const ask = reads.includes(name) ? readAgain : sendAgain;
    const asking = async (...given: readonly unknown[]): Promise<unknown> =>
      await ask(async (): Promise<unknown> => await call.apply(api, given));
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
