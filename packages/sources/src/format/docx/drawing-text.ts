import { readXml } from './read-xml.ts';

/** The words of a chart or diagram; the numbers of a chart are left out. */
export function drawingText(bytes: Uint8Array, name: string): string {
  const words: string[] = [];
  let isText = false;
  let strings = 0;
  readXml(bytes, name, {
    open(tag) {
      if (tag.name === 'c:strCache') strings += 1;
      isText = tag.name === 'a:t' || (tag.name === 'c:v' && strings > 0);
    },
    text(text) {
      if (isText && text.trim() !== '') words.push(text.trim());
    },
    close(tag) {
      if (tag === 'c:strCache') strings -= 1;
      isText = false;
    },
  });
  return words.join(' ');
}
