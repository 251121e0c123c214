import { type ErrorCode, isNestvecError, NestvecError } from '@nestvec/core';
import { messageOf } from '@nestvec/core/store';
import type { Outline } from './outline.ts';

/** A document that came with its pictures. */
export interface PackedDocument extends Outline {
  /** By the reference that its outline names. */
  readonly pictures: ReadonlyMap<string, Uint8Array>;
}

/** What the thread is asked. */
export interface ParserQuestion {
  readonly format: 'pdf' | 'docx';
  readonly bytes: Uint8Array;
  readonly name: string;
  readonly withImages: boolean;
  readonly maxUnpackedBytes: number;
}

/** What it answers. */
export type ParserAnswer =
  | {
      readonly ok: true;
      readonly document: PackedDocument;
      readonly failures: readonly PackedError[];
    }
  | { readonly ok: false; readonly error: PackedError };

/** An error on its way between threads, which keep no class but `Error`. */
interface PackedError {
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
  return { code: 'invalid-input', message: messageOf(error), details: { field: 'document' } };
}

/** The error that was packed. */
export function unpackError({ code, message, details }: PackedError): NestvecError {
  return new NestvecError(code, message, details);
}
