import { invalid, NestvecError } from '../errors.ts';
import { reservedNames } from '../spec/names.ts';
import { queryWords } from '../words/cut-words.ts';
import { cutterVersion, foreignCutter } from '../words/word-cutter.ts';
import type { SearchContext } from './resolve-search.ts';

/**
 * The words of a query, as `ResolvedWords` has them. Throws `invalid-input` where the collection keeps none, and `plan` where they are
 * incomplete or were cut by other rules.
 */
export function askedWords(
  text: string,
  { spec, incomplete }: SearchContext,
  allowIncomplete: boolean | undefined,
): readonly string[] {
  const { keyword, cutter } = spec;
  if (!keyword)
    throw invalid(
      'words',
      `${spec.name} does not keep the words of its texts; declare keyword: true and apply the plan, or leave out words`,
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
