/** Scripts without spaces between words, in which pairs of characters are counted; Thai is one of them by its language. */
const dense = '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}ー々';
const run = new RegExp(`[${dense}]+|(?:(?![${dense}])[\\p{L}\\p{M}\\p{N}])+`, 'gu');
const isDense = new RegExp(`^[${dense}]`, 'u');

/** The units of a text that are counted: words in lower case, or pairs of characters; nothing that is not seen. */
export function unitsOf(text: string, language: string): string[] {
  const seen = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '');
  const units: string[] = [];
  for (const [piece] of seen.matchAll(run)) {
    if (language !== 'th' && !isDense.test(piece)) units.push(piece);
    else {
      const characters = Array.from(piece);
      for (let at = 1; at < characters.length; at += 1)
        units.push(`${characters[at - 1] ?? ''}${characters[at] ?? ''}`);
    }
  }
  return units;
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
