import { isNestvecError, NestvecError } from '@nestvec/core';
import { messageOf } from '@nestvec/core/kit';
import type { PackedError } from './parser-messages.ts';

/** Packs what was thrown. */
export function packError(error: unknown): PackedError {
  if (isNestvecError(error)) {
    const { code, message, details } = error;
    return { code, message, details };
  }
  return { code: 'invalid-input', message: messageOf(error), details: { field: 'document' } };
}

/** The error that was packed. */
export function unpackError({ code, message, details }: PackedError): NestvecError {
  return new NestvecError(code, message, details);
}
