import { invalid } from '../errors.ts';
import { describeValue, isPlainObject } from '../json.ts';
import { checkIsOptions, checkNames } from '../options/check-names.ts';
import type { CountTokens } from './count-tokens.ts';
import { cut, type CutLimits, type TextRange } from './cut.ts';
import type { SourceDocument } from './document.ts';
import { segmentersFor } from './last-boundary.ts';
import { type Section, sectionsOf } from './sections.ts';

/** How texts are cut. */
export interface ChunkOptions {
  readonly count: CountTokens;
  /** Most tokens of a passage, special tokens included; at least 16. */
  readonly maxTokens: number;
  /** Most tokens that a passage repeats of the one before it in the same section. Default 0, at most half of `maxTokens`. */
  readonly overlapTokens?: number | undefined;
  /** Language by whose rules sentences end (BCP 47). Default: what all have in common, in every script. */
  readonly locale?: string | undefined;
}

/** A part of a text that keeps within the limit. `text.slice(start, end)` is its text, without spaces at its ends. */
export interface Chunk extends TextRange, Pick<Section, 'headings' | 'page'> {
  readonly text: string;
}

/** A text with more UTF-16 code units to each token than this is not natural text, so it is not measured in one go. */
const mostUnitsPerToken = 16;

/** Measured together. */
const sectionsAtOnce = 256;

/**
 * Cuts a document into passages that end where a section, a paragraph, a sentence or at least a word ends, in any script. Nothing but
 * white space is left out. Each section is cut by itself, so an edit in one leaves the others as they are. Rejects with `invalid-input`
 * for a wrong document or option; what `count` throws comes through.
 *
 * ```ts
 * const count = tokenCounter(embedder);
 * for await (const { text, start, end } of chunk({ text: book }, { count, maxTokens: 256 })) …
 * ```
 */
export async function* chunk(
  document: Pick<SourceDocument, 'text' | 'headings' | 'pages'>,
  options: ChunkOptions,
): AsyncGenerator<Chunk, void, undefined> {
  checkOptionNames(options, 'options');
  const limits = checkLimits(options);
  checkDocument(document);
  const { text } = document;
  const longest = limits.maxTokens * mostUnitsPerToken;
  const sections = sectionsOf(document);
  for (let first = 0; first < sections.length; first += sectionsAtOnce) {
    const group = sections.slice(first, first + sectionsAtOnce);
    const short = group.filter(({ start, end }) => end - start <= longest);
    const counts = await options.count(
      short.map(({ start, end }) => text.slice(start, end).trim()),
    );
    const tokens = new Map(short.map((section, index) => [section, counts[index]]));
    for (const section of group) {
      const whole = (tokens.get(section) ?? Number.POSITIVE_INFINITY) <= limits.maxTokens;
      const { headings, page } = section;
      for await (const range of whole ? [section] : cut(text, section, limits, options.count)) {
        const trimmed = trimRange(text, range);
        if (trimmed !== undefined) yield { ...trimmed, headings, page };
      }
    }
  }
}

const checkOptionNames = checkNames<ChunkOptions>({
  count: true,
  maxTokens: true,
  overlapTokens: true,
  locale: true,
});

function checkDocument(document: unknown): void {
  if (!isPlainObject(document) || typeof document['text'] !== 'string')
    throw invalid('document', `must be { text }, got ${describeValue(document)}`);
}

function checkLimits(options: ChunkOptions): CutLimits {
  checkIsOptions(options);
  const { count, maxTokens, overlapTokens = 0, locale } = options;
  if (typeof count !== 'function')
    throw invalid('count', 'must be a function, such as tokenCounter(embedder)');
  if (!Number.isInteger(maxTokens) || maxTokens < 16)
    throw invalid(
      'maxTokens',
      `must be a whole number of at least 16, got ${describeValue(maxTokens)}`,
    );
  if (!Number.isInteger(overlapTokens) || overlapTokens < 0 || overlapTokens > maxTokens / 2)
    throw invalid(
      'overlapTokens',
      `must be a whole number from 0 to half of maxTokens (${Math.floor(maxTokens / 2)}), got ${describeValue(overlapTokens)}`,
    );
  return { maxTokens, overlapTokens, segmenters: segmentersFor(locale) };
}

function trimRange(
  text: string,
  { start, end }: TextRange,
): (TextRange & { text: string }) | undefined {
  const piece = text.slice(start, end);
  const trimmed = piece.trim();
  if (trimmed === '') return undefined;
  const from = start + (piece.length - piece.trimStart().length);
  return { text: trimmed, start: from, end: from + trimmed.length };
}
