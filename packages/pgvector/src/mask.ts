import type { Json, JsonObject } from '@nestvec/core';
import { metadataJson } from '@nestvec/core/store';

/**
 * PostgreSQL keeps every character but U+0000, and PGlite drops a byte order mark that a text begins with. They are written as the mark
 * below and a 0 or a 2, and the mark, which Unicode gives no character to, as itself and a 1.
 */
const mark = '\u{10fffe}';
const bom = '\ufeff';
const masked = /[\0\u{10fffe}]|^\ufeff/u;

/** A text without U+0000, and without a byte order mark at its beginning. */
export function maskText(text: string): string {
  if (!masked.test(text)) return text;
  const rest = text.replaceAll(mark, `${mark}1`).replaceAll('\0', `${mark}0`);
  return rest.startsWith(bom) ? `${mark}2${rest.slice(bom.length)}` : rest;
}

/** The text that was masked. */
export function unmaskText(text: string): string {
  if (!text.includes(mark)) return text;
  const rest = text.startsWith(`${mark}2`) ? bom + text.slice(mark.length + 1) : text;
  return rest.replaceAll(`${mark}0`, '\0').replaceAll(`${mark}1`, mark);
}

/** Metadata as JSON without U+0000. */
export function maskMetadata(metadata: JsonObject): string {
  const json = metadataJson(metadata);
  return json.includes(String.raw`\u0000`) || json.includes(mark)
    ? JSON.stringify(mapTexts(metadata, maskText))
    : json;
}

/** Metadata of the JSON that a column shows. */
export function unmaskMetadata(json: string): JsonObject {
  const metadata = JSON.parse(json) as JsonObject; // the column holds nothing else
  return json.includes(mark) ? (mapTexts(metadata, unmaskText) as JsonObject) : metadata; // an object stays one
}

function mapTexts(json: Json, change: (text: string) => string): Json {
  if (typeof json === 'string') return change(json);
  if (Array.isArray(json)) return json.map((element: Json) => mapTexts(element, change));
  if (typeof json !== 'object' || json === null) return json;
  return Object.fromEntries(
    Object.entries(json).map(([key, value]) => [change(key), mapTexts(value ?? null, change)]),
  );
}

/** Whether a text or a key in it holds U+0000. */
export function holdsNull(json: Json | undefined): boolean {
  if (typeof json === 'string') return json.includes('\0');
  if (Array.isArray(json)) return json.some(holdsNull);
  if (typeof json !== 'object' || json === null) return false;
  return Object.entries(json).some(([key, value]) => key.includes('\0') || holdsNull(value));
}
