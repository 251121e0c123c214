import { resolve } from 'node:path';
import { invalid } from '@nestvec/core';
import type { Io } from '../io.ts';
import { type PlaceFlags, usualData } from '../place-flags.ts';
import { shellWord } from '../text.ts';

/** Where collections are, checked. It holds no key, so that it can be printed. */
export type Place = LancePlace | QdrantPlace;

interface LancePlace {
  readonly store: 'lancedb';
  /** As it was given; what people see. */
  readonly name: string;
  readonly uri: string;
}

interface QdrantPlace {
  readonly store: 'qdrant';
  readonly name: string;
  readonly url: string;
}

/** Reads where the collections are. Throws `invalid-input` for flags that do not go together. */
export function placeOf(
  { store, data, url }: Omit<PlaceFlags, 'json'>,
  io: Pick<Io, 'cwd'>,
): Place {
  if (store === 'lancedb') {
    if (url !== undefined)
      throw invalid('--url', 'is for a server; add --store qdrant, or name a folder with --data');
    const name = data ?? usualData;
    return { store, name, uri: dataUri(name, io) };
  }
  if (data !== undefined)
    throw invalid('--data', `is for LanceDB; leave it out, since --store is ${store}`);
  if (url === undefined)
    throw invalid('--url', `--store ${store} needs an address; add --url http://localhost:6333`);
  const address = serverUrl(url);
  return { store, name: address, url: address };
}

/** LanceDB's address: a URI as it stands, a folder as an absolute path. */
export function dataUri(data: string, { cwd }: Pick<Io, 'cwd'>): string {
  return data.includes('://') ? data : resolve(cwd, data);
}

/** Flags that name this place, for a command to be shown; with a space before, nothing for the usual one. */
export function placeFlags(place: Place): string {
  if (place.store === 'qdrant') return ` --store qdrant --url ${shellWord(place.url)}`;
  return place.name === usualData ? '' : ` --data ${shellWord(place.name)}`;
}

/** What a URL could hide a key in is refused, and never repeated. */
function serverUrl(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !/^https?:$/.test(parsed.protocol))
    throw invalid('--url', 'must be an http or https URL, such as http://localhost:6333');
  if (
    parsed.username !== '' ||
    parsed.password !== '' ||
    parsed.search !== '' ||
    parsed.hash !== ''
  )
    throw invalid('--url', 'must be an address only; set QDRANT_API_KEY to give a key');
  return parsed.href.replace(/\/+$/, '');
}
