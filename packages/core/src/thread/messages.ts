import { type ErrorCode, isNestvecError, messageOf, NestvecError } from '../errors.ts';

/** A question on its way to a thread. */
export interface ThreadRequest {
  readonly id: number;
  readonly question: unknown;
}

/** What a thread says: first that it is ready, then one answer to each question, in any order. */
export type ThreadReply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: unknown }
  | { readonly kind: 'error'; readonly id: number; readonly error: PackedError };

/** An error on its way between threads, which keep no class but `Error`. */
export type PackedError =
  | {
      readonly code: ErrorCode;
      readonly message: string;
      readonly details: NestvecError['details'];
      readonly cause: string | undefined;
    }
  | {
      readonly code: undefined;
      readonly message: string;
      /** A code that the error had, such as those of Node and of databases. */
      readonly ownCode: string | undefined;
    };

/** Packs what was thrown; of its cause the message. */
export function packError(error: unknown): PackedError {
  if (!isNestvecError(error)) {
    const hasCode = error instanceof Error && 'code' in error && typeof error.code === 'string';
    const ownCode = hasCode ? String(error.code) : undefined;
    return { code: undefined, message: messageOf(error), ownCode };
  }
  const { code, message, details, cause } = error;
  return { code, message, details, cause: cause === undefined ? undefined : messageOf(cause) };
}

/** The error that was packed. */
export function unpackError(packed: PackedError): Error {
  if (packed.code === undefined) {
    const { message, ownCode } = packed;
    const error = new Error(message);
    return ownCode === undefined ? error : Object.assign(error, { code: ownCode });
  }
  const { code, message, details, cause } = packed;
  return new NestvecError(
    code,
    message,
    details,
    cause === undefined ? {} : { cause: new Error(cause) },
  );
}
