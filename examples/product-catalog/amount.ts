/**
 * `15.00 EUR` is 15, `1,299.00` and `1.299,00` are 1299, `15,50` is 15.5; nothing where there is no text. Throws for all else, as a price that is
 * guessed would be shown.
 */
export function amountOf(text: string | undefined): number | undefined {
  if (text === undefined || text.trim() === '') return undefined;
  const figures = text.replaceAll(/[A-Za-z]{2,3}|\p{Sc}|[\s'’]/gu, '');
  const shape = shapes.find(({ like }) => like.test(figures));
  if (shape === undefined)
    throw new Error(`the feed has the price ${JSON.stringify(text)}; write it as 15.00 EUR`);
  const plain = figures.replaceAll(shape.groups, '').replace(',', '.');
  return Number.parseFloat(plain);
}

/** How prices are written, and what stands between groups of their digits. */
const shapes = [
  { like: /^\d{1,15}(?:[.,]\d{1,2}|\.\d{3,9})?$/, groups: ' ' },
  { like: /^\d{1,3}(?:,\d{2,3}){0,4},\d{3}(?:\.\d{1,9})?$/, groups: ',' },
  { like: /^\d{1,3}(?:\.\d{3}){1,4},\d{1,9}$/, groups: '.' },
  { like: /^\d{1,3}(?:\.\d{3}){2,4}$/, groups: '.' },
];

/** `EUR` of `15.00 EUR`. */
export function currencyOf(text: string | undefined): string | undefined {
  return /\b[A-Z]{3}\b/.exec(text ?? '')?.[0];
}
