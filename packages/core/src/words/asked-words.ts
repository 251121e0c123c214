import { invalid, NestvecError, unsupported } from '../errors.ts';
import { describeValue } from '../json.ts';
import { reservedNames } from '../spec/names.ts';
import type { ResolvedSpec } from '../spec/spec.ts';
import { queryWords } from './cut-words.ts';
import { cutterVersion, foreignCutter } from './word-cutter.ts';

/** What is known of the words of a collection. */
export interface KeptWords {
  readonly spec: Pick<ResolvedSpec, 'name' | 'keyword' | 'cutter'>;
  /** As in `CollectionMemory`. */
  readonly incomplete: readonly string[];
}

/**
 * The words of a query, as `ResolvedWords` has them. Throws `invalid-input` where the collection keeps none, and `plan` where they are
 * incomplete or were cut by other rules.
 */
export function askedWords(
  text: string,
  { spec, incomplete }: KeptWords,
  allowIncomplete: boolean | undefined,
  path = 'words',
): readonly string[] {
  const { keyword, cutter } = spec;
  if (!keyword)
    throw invalid(
      path,
      `${spec.name} does not keep the words of its texts; declare keyword: true and apply the plan, or leave it out`,
    );
  if (cutter === foreignCutter) return text.trim() === '' ? [] : [text];
  const isIncomplete = incomplete.includes(reservedNames.words);
  if ((isIncomplete || cutter !== cutterVersion) && allowIncomplete !== true) {
    const reason = isIncomplete
      ? 'the words of its texts are not all cut'
      : `the words of its texts were cut by the rules ${cutter}, and this process cuts by ${cutterVersion}`;
    throw new NestvecError(
      'plan',
      `${spec.name}: ${reason}, so a search would miss records; apply a plan with keyword: true, or pass allowIncomplete`,
      { reason: 'drift', targets: ['words'] },
    );
  }
  return queryWords(text);
}

/** The words of a `$text` in a filter, all of which a record must have. Throws as `askedWords`, and for a text without a word. */
export function filterWords(text: unknown, kept: KeptWords, path: string): readonly string[] {
  if (typeof text !== 'string' || !text.isWellFormed())
    throw invalid(path, `must be a well-formed string, got ${describeValue(text)}`);
  if (kept.spec.cutter === foreignCutter)
    throw unsupported(
      '$text in a collection that someone else made',
      'nestvec',
      'search it by words, or filter by a declared field',
    );
  const words = askedWords(text, kept, false, path);
  if (words.length === 0) throw invalid(path, 'holds no word; leave it out');
  return words;
}
