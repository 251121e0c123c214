/** As it is where it has at most so many characters; else its beginning. No character as people see it, such as a flag, is cut. */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  let beginning = '';
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (beginning.length + segment.length > most) break;
    beginning += segment;
  }
  return `${beginning.trimEnd()} …`;
}
