import { NestvecError } from '@nestvec/core';
import { messageOf } from '@nestvec/core/store';
import type { Connection } from './database.ts';
import { urlOf } from './place-values.ts';

const timeoutMs = 60_000;

/** Names of the collections on a Qdrant server, in order; also those that others made. */
export async function listQdrant({ place, apiKey }: Connection): Promise<string[]> {
  const url = urlOf(place);
  const what = `qdrant: listing the collections of ${url}`;
  const { QdrantClient } = await import('@qdrant/js-client-rest');
  const client = new QdrantClient({
    ...clientAddress(url),
    // Given as apiKey, the client would print a warning of its own on plain http.
    headers: { 'api-key': apiKey },
    timeout: timeoutMs,
    checkCompatibility: false,
  });
  try {
    const { collections } = await client.getCollections();
    return collections.map(({ name }) => name).toSorted();
  } catch (error) {
    throw listFailure(what, error);
  }
}

/** The client takes 6333 for a port that is not named, and drops a path; the store reads a URL as it stands. */
function clientAddress(url: string): { url: string; port: number; prefix: string } {
  const { origin, protocol, port, pathname } = new URL(url);
  return {
    url: origin,
    port: port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port),
    prefix: pathname.replace(/\/+$/, ''),
  };
}

function listFailure(what: string, error: unknown): NestvecError<'store'> {
  const status = statusOf(error);
  const reason = status === undefined ? networkReason(error) : `the server answered ${status}`;
  const details = {
    database: 'qdrant',
    collection: '',
    operation: 'list',
    unconfirmedIds: [],
    retryable: status === undefined || status === 429 || status >= 500,
    ...(status === undefined ? {} : { status }),
  };
  return new NestvecError('store', `${what} failed: ${reason}`, details, { cause: error });
}

function statusOf(error: unknown): number | undefined {
  const status: unknown =
    typeof error === 'object' && error !== null && 'status' in error ? error.status : undefined;
  return typeof status === 'number' ? status : undefined;
}

/** `fetch failed` says nothing; its cause does, by its code where it has no message. */
function networkReason(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  if (!(cause instanceof Error)) return messageOf(error);
  const code = 'code' in cause ? String(cause.code) : '';
  return code === 'ECONNREFUSED'
    ? 'nothing answers there (ECONNREFUSED); is the server running, and on this port?'
    : cause.message || code;
}
