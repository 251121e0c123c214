// The concepts: every emoji without skin tones, with its code points, English names and CLDR texts.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { packagesFolder, readJson } from './sources.mjs';

/** @returns {{ character: string, image: string, codes: string[], names: string[], category: string, subcategory: string, texts: Record<string, { name?: string, keywords: string[] }> }[]} */
export function readEmoji() {
  const annotations = readAnnotations();
  return readJson('emoji-datasource-google', 'emoji.json')
    .filter((entry) => entry.category !== 'Component')
    .map((entry) => toEmoji(entry, annotations))
    .filter((emoji) => emoji.texts.en !== undefined)
    .sort((a, b) => (a.character < b.character ? -1 : 1));
}

function toEmoji(entry, annotations) {
  const full = entry.unified.toLowerCase();
  const character = withoutSelectors(fromCodes(full));
  const texts = annotations.get(character) ?? {};
  return {
    character,
    image: entry.image,
    codes: [
      ...new Set([
        full,
        (entry.non_qualified ?? entry.unified).toLowerCase(),
        full.replace(/-fe0f/g, ''),
      ]),
    ],
    names: [texts.en?.name, entry.name, ...entry.short_names].filter(Boolean),
    category: entry.category,
    subcategory: entry.subcategory,
    texts,
  };
}

function readAnnotations() {
  const byCharacter = new Map();
  for (const [folder, inner] of [
    ['cldr-annotations-full', 'annotations'],
    ['cldr-annotations-derived-full', 'annotationsDerived'],
  ]) {
    for (const locale of readdirSync(join(packagesFolder, folder, inner)).sort()) {
      const entries = readJson(folder, inner, locale, 'annotations.json')[inner].annotations ?? {};
      for (const [key, { tts, default: keywords }] of Object.entries(entries)) {
        const character = withoutSelectors(key);
        if (!byCharacter.has(character)) byCharacter.set(character, {});
        byCharacter.get(character)[locale] ??= { name: tts?.[0], keywords: keywords ?? [] };
      }
    }
  }
  return byCharacter;
}

function fromCodes(codes) {
  return String.fromCodePoint(...codes.split('-').map((code) => parseInt(code, 16)));
}

/** Drops the emoji variation selector, which sources write or leave out at will. */
function withoutSelectors(text) {
  return text.replaceAll('\ufe0f', '');
}
