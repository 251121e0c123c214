import { invalid } from '@nestvec/core/kit';
import type { Connection } from './database.ts';

/** Where Pinecone makes new indexes. */
interface CloudRegion {
  readonly cloud: 'aws' | 'gcp' | 'azure';
  readonly region: string;
}

/** `gcp:europe-west4` as a cloud and a region. Throws `invalid-input`. */
export function regionOf(text: string = 'aws:us-east-1'): CloudRegion {
  const [cloud, region = ''] = text.split(':', 2);
  if ((cloud !== 'aws' && cloud !== 'gcp' && cloud !== 'azure') || !/^[a-z0-9-]+$/.test(region))
    throw invalid('--cloud', 'must be aws, gcp or azure with a region, such as aws:us-east-1');
  return { cloud, region };
}

/** Where Pinecone is, and the key. Throws `invalid-input` where the environment has no key. */
export function pineconeOptions({
  place,
  apiKey,
}: Pick<Connection, 'place' | 'apiKey'>): CloudRegion & {
  readonly apiKey: string;
  readonly controllerHost: string | undefined;
} {
  if (apiKey === undefined)
    throw invalid(
      'PINECONE_API_KEY',
      'is not set; give the key of your Pinecone project in the environment, any text for an emulator',
    );
  const { url, cloud } = place.flags;
  return { apiKey, controllerHost: url, ...regionOf(cloud) };
}
