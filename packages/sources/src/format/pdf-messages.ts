import { type ErrorCode, isNestvecError, messageOf, NestvecError } from '@nestvec/core';
import type { PdfDocument } from './parse-pdf.ts';

/** What the thread is asked. */
export interface PdfQuestion {
  readonly bytes: Uint8Array;
  readonly name: string;
  readonly withImages: boolean;
}

/** What it answers. */
export type PdfAnswer =
  | {
      readonly ok: true;
      readonly document: Omit<PdfDocument, 'failures'>;
      readonly failures: readonly PackedError[];
    }
  | { readonly ok: false; readonly error: PackedError };

/** An error on its way between threads, which keep no class but `Error`. */
export interface PackedError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly details: NestvecError['details'];
}

/** Packs what was thrown. */
export function packError(error: unknown): PackedError {
  if (isNestvecError(error)) {
    const { code, message, details } = error;
    return { code, message, details };
  }
  return { code: 'invalid-input', message: messageOf(error), details: { field: 'pdf' } };
}

/** The error that was packed. */
export function unpackError({ code, message, details }: PackedError): NestvecError {
  return new NestvecError(code, message, details);
}
