import { ar } from './ar.ts';
import { de } from './de.ts';
import { en } from './en.ts';
import type { Texts } from './texts.ts';

/** The page’s languages, by their codes. */
export const languages: Readonly<Record<string, Texts>> = { en, de, ar };

/** The first of the wanted languages that there is, such as `de` for `de-AT`; else English. */
export function languageOf(wanted: readonly (string | null | undefined)[]): string {
  for (const one of wanted) {
    const code = (one ?? '').toLowerCase().split('-')[0] ?? '';
    if (Object.hasOwn(languages, code)) return code;
  }
  return 'en';
}

/** The texts of a language that `languageOf` gave. */
export function textsOf(code: string): Texts {
  return languages[code] ?? en;
}
