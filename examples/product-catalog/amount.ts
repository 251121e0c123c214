/** `15.00 EUR` is 15, and `1,299.00` is 1299. */
export function amountOf(text: string | undefined): number | undefined {
  const amount = Number.parseFloat((text ?? '').replaceAll(/,(?=\d{3}(\D|$))/g, ''));
  return Number.isFinite(amount) ? amount : undefined;
}

/** `EUR` of `15.00 EUR`. */
export function currencyOf(text: string | undefined): string | undefined {
  return /\b[A-Z]{3}\b/.exec(text ?? '')?.[0];
}
