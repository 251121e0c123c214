/** Signs of fonts that have drawings in place of letters, by their codes. */
const signs: ReadonlyMap<string, string> = new Map([
  ['wingdings:fc', '✓'],
  ['wingdings:fb', '✗'],
  ['wingdings:fe', '☑'],
  ['wingdings:fd', '☒'],
  ['wingdings:a8', '☐'],
  ['wingdings:6f', '☐'],
  ['wingdings:e0', '→'],
  ['wingdings:a7', '▪'],
  ['wingdings:4a', '☺'],
  ['wingdings:28', '☎'],
  ['wingdings:2a', '✉'],
  ['wingdings:6c', '●'],
  ['wingdings:6e', '■'],
  ['wingdings:71', '❑'],
  ['wingdings:75', '◆'],
  ['wingdings:76', '❖'],
  ['wingdings:d8', '➢'],
  ['symbol:b7', '•'],
  ['symbol:b0', '°'],
  ['symbol:b1', '±'],
  ['symbol:a3', '≤'],
  ['symbol:b3', '≥'],
  ['symbol:b9', '≠'],
  ['symbol:ae', '→'],
  ['symbol:a5', '∞'],
  ['symbol:d7', '⋅'],
  ['symbol:b4', '×'],
]);

const greek = 'αβχδεφγηιϕκλμνοπθρστυϖωξψζ';

/** The sign of a symbol, by its font and its code in hexadecimal digits; a mark for one that is unknown, since something stands there. */
export function symbolOf(font: string, code: string): string {
  const number = Number.parseInt(code, 16) & 0xff;
  const name = font.toLowerCase();
  const sign = signs.get(`${name}:${number.toString(16).padStart(2, '0')}`);
  if (sign !== undefined) return sign;
  if (name === 'symbol' && number >= 0x61 && number <= 0x7a)
    return greek[number - 0x61] ?? '\ufffd';
  if (name === 'symbol' && number >= 0x41 && number <= 0x5a)
    return greek[number - 0x41]?.toUpperCase() ?? '\ufffd';
  if (!/^f0/i.test(code)) return String.fromCodePoint(Number.parseInt(code, 16) || 0xfffd);
  return '\ufffd';
}
