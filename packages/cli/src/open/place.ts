import { resolve } from 'node:path';
import { invalid } from '@nestvec/core/store';
import type { Io } from '../io.ts';
import { type PlaceFlags, type ServerName, usualData } from '../place-flags.ts';
import { shellWord } from '../text.ts';
import { keyVariables } from './server-key.ts';

/** Where collections are, checked. It holds no key, so that it can be printed. */
export type DatabasePlace = LancePlace | ServerPlace | PineconePlace;

interface LancePlace {
  readonly store: 'lancedb';
  /** As it was given; what people see. */
  readonly name: string;
  readonly uri: string;
}

interface ServerPlace {
  readonly store: Exclude<ServerName, 'pinecone'>;
  readonly name: string;
  readonly url: string;
  readonly grpcUrl?: string;
}

interface PineconePlace {
  readonly store: 'pinecone';
  readonly name: string;
  /** An emulator's; `undefined` for the service. */
  readonly url: string | undefined;
  readonly cloud: 'aws' | 'gcp' | 'azure';
  readonly region: string;
}

/** An address as an example. */
const usualUrls: Readonly<Record<ServerName, string>> = {
  qdrant: 'http://localhost:6333',
  weaviate: 'http://localhost:8080',
  pinecone: 'http://localhost:5080',
};

/** Reads where the collections are. Throws `invalid-input` for flags that do not go together. */
export function placeOf(
  { store, data, url, grpcUrl, cloud }: Omit<PlaceFlags, 'json'>,
  io: Pick<Io, 'cwd'>,
): DatabasePlace {
  if (cloud !== undefined && store !== 'pinecone')
    throw invalid('--cloud', `is for Pinecone; leave it out, since --store is ${store}`);
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
  if (store === 'pinecone') {
    if (grpcUrl !== undefined)
      throw invalid('--grpc-url', 'is for Qdrant and Weaviate; leave it out');
    const address = url === undefined ? undefined : serverUrl(url, '--url', store);
    return { store, name: address ?? 'Pinecone', url: address, ...regionOf(cloud) };
  }
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
export function placeFlags(place: DatabasePlace): string {
  if (place.store === 'pinecone')
    return ` --store pinecone${place.url === undefined ? '' : ` --url ${shellWord(place.url)}`}`;
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

/** `gcp:europe-west4` as a cloud and a region. */
function regionOf(text: string = 'aws:us-east-1'): Pick<PineconePlace, 'cloud' | 'region'> {
  const [cloud, region = ''] = text.split(':', 2);
  if ((cloud !== 'aws' && cloud !== 'gcp' && cloud !== 'azure') || !/^[a-z0-9-]+$/.test(region))
    throw invalid('--cloud', 'must be aws, gcp or azure with a region, such as aws:us-east-1');
  return { cloud, region };
}
