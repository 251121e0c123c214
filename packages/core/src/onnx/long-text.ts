/** Longest text without a space that is read; a piece of 16 characters would make more than 60,000 tokens of it. */
const longestWord = 1_000_000;

/**
 * The start of a very long text that is enough to fill `maxTokens`, cut at a space. Words are split at spaces before
 * anything else (XLM-RoBERTa's chain), so the tokens of the head are the first tokens of the text exactly; without this,
 * 10 MB of text cost ten seconds and a gigabyte to keep 512 tokens. A text that is not very long comes back whole.
 */
export function longTextHead(text: string, maxTokens: number): string {
  const enough = maxTokens * 32;
  if (text.length <= enough * 2) return text;
  // A space followed by a letter or digit: one followed by a combining mark would be normalised together with it.
  const boundary = /[ \n\t](?=[\p{L}\p{N}])/gu;
  boundary.lastIndex = enough;
  const end = boundary.exec(text)?.index ?? text.length;
  return text.slice(0, Math.min(end, Math.max(enough, longestWord)));
}
