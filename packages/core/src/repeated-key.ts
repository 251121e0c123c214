import { behindString } from './json-strings.ts';

/**
 * How many keys a text of valid JSON has at most: colons with a quotation mark before them, of which few stand within strings. Where a
 * value read from it has as many, no key was written twice.
 */
export function mostKeys(text: string): number {
  let keys = 0;
  for (let colon = text.indexOf(':'); colon !== -1; colon = text.indexOf(':', colon + 1)) {
    let at = colon - 1;
    while (isSpace(text.charCodeAt(at))) at -= 1;
    if (text.charCodeAt(at) === quotationMark) keys += 1;
  }
  return keys;
}

const quotationMark = 0x22;

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

function isBeforeColon(text: string, start: number): boolean {
  let at = start;
  while (isSpace(text.charCodeAt(at))) at += 1;
  return text[at] === ':';
}

/** The first key that an object in a text of valid JSON has twice. */
export function repeatedKey(text: string): string | undefined {
  /** Keys of the objects that are open, and nothing for each list. */
  const open: (Set<string> | undefined)[] = [];
  const signs = /["{}[\]]/g;
  for (let found = signs.exec(text); found !== null; found = signs.exec(text)) {
    const [sign] = found;
    if (sign === '{') open.push(new Set());
    else if (sign === '[') open.push(undefined);
    else if (sign !== '"') open.pop();
    else {
      const end = behindString(text, signs.lastIndex);
      signs.lastIndex = end;
      const keys = open.at(-1);
      if (keys === undefined || !isBeforeColon(text, end)) continue;
      const key = JSON.parse(text.slice(found.index, end)) as string; // a string of valid JSON
      if (keys.has(key)) return key;
      keys.add(key);
    }
  }
  return undefined;
}
