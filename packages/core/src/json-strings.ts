/** Where JSON goes on behind a string whose text begins at `start`; by hand, since a pattern has no room for an image. */
export function behindString(text: string, start: number): number {
  for (let end = text.indexOf('"', start); end !== -1; end = text.indexOf('"', end + 1)) {
    let escape = end;
    while (escape > start && text[escape - 1] === '\\') escape -= 1;
    if ((end - escape) % 2 === 0) return end + 1;
  }
  return text.length;
}
