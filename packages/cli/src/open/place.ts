import { resolve } from 'node:path';
import { invalid } from '@nestvec/core';
import type { Io } from '../io.ts';
import { type PlaceFlags, type ServerName, usualData } from '../place-flags.ts';
import { shellWord } from '../text.ts';
import { keyVariables } from './server-key.ts';

/** Where collections are, checked. It holds no key, so that it can be printed. */
export type Place = LancePlace | ServerPlace;

interface LancePlace {
  readonly store: 'lancedb';
  /** As it was given; what people see. */
  readonly name: string;
  readonly uri: string;
}

interface ServerPlace {
  readonly store: ServerName;
  readonly name: string;
  readonly url: string;
  readonly grpcUrl?: string;
}

/** An address as an example. */
const usualUrls: Readonly<Record<ServerName, string>> = {
  qdrant: 'http://localhost:6333',
  weaviate: 'http://localhost:8080',
};

/** Reads where the collections are. Throws `invalid-input` for flags that do not go together. */
export function placeOf(
  { store, data, url, grpcUrl }: Omit<PlaceFlags, 'json'>,
  io: Pick<Io, 'cwd'>,
): Place {
  if (store === 'lancedb') {
    if (url !== undefined || grpcUrl !== undefined)
      throw invalid(
        url === undefined ? '--grpc-url' : '--url',
        'is for a server; add --store qdrant or --store weaviate, or name a folder with --data',
      );
    const name = data ?? usualData;
    return { store, name, uri: dataUri(name, io) };
  }
  if (data !== undefined)
    throw invalid('--data', `is for LanceDB; leave it out, since --store is ${store}`);
  if (url === undefined)
    throw invalid('--url', `--store ${store} needs an address; add --url ${usualUrls[store]}`);
  const address = serverUrl(url, '--url', store);
  const place = { store, name: address, url: address };
  return grpcUrl === undefined
    ? place
    : { ...place, grpcUrl: serverUrl(grpcUrl, '--grpc-url', store) };
}

/** LanceDB's address: a URI as it stands, a folder as an absolute path. */
export function dataUri(data: string, { cwd }: Pick<Io, 'cwd'>): string {
  return data.includes('://') ? data : resolve(cwd, data);
}

/** Flags that name this place, for a command to be shown; with a space before, nothing for the usual one. */
export function placeFlags(place: Place): string {
  if (place.store !== 'lancedb') {
    const { store, url, grpcUrl } = place;
    const grpc = grpcUrl === undefined ? '' : ` --grpc-url ${shellWord(grpcUrl)}`;
    return ` --store ${store} --url ${shellWord(url)}${grpc}`;
  }
  return place.name === usualData ? '' : ` --data ${shellWord(place.name)}`;
}

/** What a URL could hide a key in is refused, and never repeated. */
function serverUrl(url: string, flag: string, store: ServerName): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !/^https?:$/.test(parsed.protocol))
    throw invalid(flag, `must be an http or https URL, such as ${usualUrls[store]}`);
  if (
    parsed.username !== '' ||
    parsed.password !== '' ||
    parsed.search !== '' ||
    parsed.hash !== ''
  )
    throw invalid(flag, `must be an address only; set ${keyVariables[store]} to give a key`);
  return parsed.href.replace(/\/+$/, '');
}
