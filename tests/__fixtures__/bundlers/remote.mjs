import { jina } from '@nestvec/core/remote';
import { qdrant } from '@nestvec/qdrant';
import { search } from './search.mjs';

export function remoteEmbedder() {
  return jina({ apiKey: process.env.JINA_API_KEY, baseUrl: process.env.JINA_BASE_URL });
}

export function qdrantStore(name) {
  const { QDRANT_URL: url, COLLECTION: collection } = process.env;
  return qdrant({ url, collection: `${collection}_${name}` });
}

export const texts = [
  { id: 'violin', text: 'a violin' },
  { id: 'banana', text: 'a banana' },
];

export async function remote() {
  return await search(remoteEmbedder(), qdrantStore('remote'), texts, 'a violin');
}
