import type { CallOptions } from '@nestvec/core';
import { invalid } from '@nestvec/core/kit';
import type { DocumentFormat } from './format/formats.ts';
import type { ClosedParts } from './format/outline.ts';
import type { DamageOptions } from './text/damage.ts';

/** How documents are read. */
export interface DocumentOptions extends CallOptions, DamageOptions {
  /** Largest text, Markdown or HTML. Default 10,000,000 bytes. */
  readonly maxTextBytes?: number | undefined;
  /** Largest PDF or Word document. Default 100,000,000 bytes. */
  readonly maxFileBytes?: number | undefined;
  /** Most that a Word document may unpack to. Default 500,000,000 bytes. */
  readonly maxUnpackedBytes?: number | undefined;
  /** Most memory for reading one PDF, Word document or page of HTML. Default 1,000,000,000 bytes. */
  readonly maxParserBytes?: number | undefined;
  /** Longest time for that. Default 120,000 ms. */
  readonly maxParserMs?: number | undefined;
  /** Most that the images of one PDF may hold together, as they are kept. Default 200,000,000 bytes. */
  readonly maxImagesBytes?: number | undefined;
  /** Encoding of texts that are not UTF-8 and do not say what they are, such as `windows-1252`. Nothing is guessed. */
  readonly encoding?: string | undefined;
  /**
   * Which images of documents are taken: `local` (default) are those within a document and in files beside it, `all` also those
   * at other addresses, which are then fetched by the embedder.
   */
  readonly images?: 'none' | 'local' | 'all' | undefined;
  /** Whether the headers and footers of Word documents are read, behind the text. Default false. */
  readonly headersAndFooters?: boolean | undefined;
  /** Called for each page (its id) of which something is left out since only its scripts show it: closed dialogs and templates. */
  readonly onClosed?: ((document: string, parts: ClosedParts) => void) | undefined;
}

/** Names of options of `readDocument`. */
export const documentOptionNames: Readonly<Record<keyof DocumentOptions, true>> = {
  maxTextBytes: true,
  maxFileBytes: true,
  maxUnpackedBytes: true,
  maxParserBytes: true,
  maxParserMs: true,
  maxImagesBytes: true,
  encoding: true,
  images: true,
  headersAndFooters: true,
  onClosed: true,
  onDamaged: true,
  signal: true,
};

/** Default limits. */
export const usualLimits = {
  maxTextBytes: 10_000_000,
  maxFileBytes: 100_000_000,
  maxUnpackedBytes: 500_000_000,
  maxParserBytes: 1_000_000_000,
  maxParserMs: 120_000,
  maxImagesBytes: 200_000_000,
} as const;

/** Which limit a form of document is under. */
export function sizeLimit(
  format: DocumentFormat,
  options: DocumentOptions,
): { readonly option: 'maxTextBytes' | 'maxFileBytes'; readonly bytes: number } {
  const option = format === 'pdf' || format === 'docx' ? 'maxFileBytes' : 'maxTextBytes';
  return { option, bytes: options[option] ?? usualLimits[option] };
}

/** The error for a document over its limit. */
export function tooLarge(name: string, bytes: number, most: number, option: string): Error {
  return invalid(
    name,
    `has ${bytes} bytes where ${most} are allowed; cut it up or raise ${option}`,
  );
}
