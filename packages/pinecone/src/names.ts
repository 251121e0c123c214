import { createHash } from 'node:crypto';

/**
 * Names of a collection's indexes: readable, and made distinct by a hash, since Pinecone takes lower case, digits and hyphens only,
 * 45 characters in all. The first index is found by the collection's name alone.
 */
export function homeIndexName(collection: string): string {
  return `${slug(collection, 30)}-${hash([collection])}`;
}

/** The index of a further named vector. */
export function vectorIndexName(collection: string, vector: string): string {
  return `${slug(collection, 17)}-${slug(vector, 16)}-${hash([collection, vector])}`;
}

function slug(name: string, length: number): string {
  const plain = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  return plain.slice(0, length).replaceAll(/^-+|-+$/g, '') || 'x';
}

function hash(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 10);
}
