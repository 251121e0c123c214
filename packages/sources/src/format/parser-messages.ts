import type { ErrorCode, NestvecError } from '@nestvec/core';
import type { DocxQuestion } from './docx/read-docx.ts';
import type { ImageReach } from './image-reach.ts';
import type { Outline } from './outline.ts';
import type { PdfFacts } from './pdf/pdf-facts.ts';
import type { PdfPage, PdfQuestion } from './pdf/read-pdf.ts';

/** A document that came with its images. */
export interface PackedDocument extends Outline {
  /** By the reference that its outline names. */
  readonly imageBytes: ReadonlyMap<string, Uint8Array>;
}

interface HtmlQuestion {
  readonly text: string;
  readonly name: string;
  readonly reach: ImageReach;
}

/** What the thread is asked. */
export type ParserQuestion =
  | ({ readonly format: 'html' } & HtmlQuestion)
  | ({ readonly format: 'docx' } & DocxQuestion)
  | ({ readonly format: 'pdf' } & PdfQuestion);

/** A piece of an answer, which comes before its end. */
export type ParserPart = PdfFacts | PdfPage;

/** What it answers: pieces, if any, and then the document, without what the pieces hold. */
export type ParserAnswer =
  | { readonly part: ParserPart }
  | {
      readonly ok: true;
      readonly document: PackedDocument;
      readonly failures: readonly PackedError[];
      /** Whether the thread holds memory that goes only with it. */
      readonly isSpent: boolean;
    }
  | {
      readonly ok: false;
      readonly error: PackedError;
      readonly isSpent: boolean;
    };

/** An error on its way between threads, which keep no class but `Error`. */
export interface PackedError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly details: NestvecError['details'];
}
