/** Languages without spaces between words, in which pairs of characters are counted. */
const inPairs = new Set(['zh', 'ja', 'th']);

/** The units of a text that are counted: words in lower case, or pairs of characters; nothing that is not seen. */
export function unitsOf(text: string, language: string): string[] {
  const seen = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '');
  if (!inPairs.has(language)) return seen.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  const runs = seen.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  return runs.flatMap((run) => {
    const characters = Array.from(run);
    return characters.slice(1).map((character, index) => `${characters[index] ?? ''}${character}`);
  });
}

/** Whether most of a text is Chinese or Japanese. */
export function languageOf(text: string): 'zh' | 'und' {
  const dense = text.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu)?.length ?? 0;
  return dense * 3 > (text.match(/\p{L}/gu)?.length ?? 0) ? 'zh' : 'und';
}

/** The wanted units that are not found, each as often as it is missing. */
export function missingOf(wanted: readonly string[], found: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const unit of found) left.set(unit, (left.get(unit) ?? 0) + 1);
  return wanted.filter((unit) => {
    const times = left.get(unit) ?? 0;
    left.set(unit, times - 1);
    return times <= 0;
  });
}
