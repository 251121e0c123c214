import {
  IndexListFromJSON,
  IndexListToJSON,
  IndexModelFromJSON,
  IndexModelToJSON,
} from '@pinecone-database/pinecone/dist/pinecone-generated-ts-fetch/db_control/index.js';
import {
  FetchResponseFromJSON,
  FetchResponseToJSON,
  IndexDescriptionFromJSON,
  IndexDescriptionToJSON,
  ListNamespacesResponseFromJSON,
  ListNamespacesResponseToJSON,
  ListResponseFromJSON,
  ListResponseToJSON,
  QueryResponseFromJSON,
  QueryResponseToJSON,
} from '@pinecone-database/pinecone/dist/pinecone-generated-ts-fetch/db_data/index.js';
import { pineconeFake } from '@nestvec/testkit/pinecone';
import { afterAll, expect, it } from 'vitest';
import { picture, smallSpec } from './__fixtures__/spec.ts';
import { homeIndexName } from './names.ts';
import { pinecone } from './store.ts';

// The client's models are generated from Pinecone's own OpenAPI documents of 2026-07: what the fake answers must be what they
// know, no more and no less.
const fake = await pineconeFake({ quiet: true });
afterAll(fake.close);

const store = pinecone({ apiKey: 'any', controllerHost: fake.url, collection: 'docs' });
await store.apply(await store.plan(smallSpec()));
await store.upsert([picture('a', 1, { color: 'red', price: 2 }), picture('b', 2)]);

const headers = {
  'api-key': 'any',
  'x-pinecone-api-version': '2026-07',
  'content-type': 'application/json',
};
const ask = async (path: string, body?: object): Promise<unknown> => {
  const sent = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  const response = await fetch(`${fake.url}${path}`, { headers, ...sent });
  expect(response.status, path).toBe(200);
  return await response.json();
};
const home = homeIndexName('docs');
const data = `/data/${home}`;
const vector = Array.from({ length: 64 }, (_, i) => (i === 0 ? 1 : 0));

it.each<[string, () => Promise<unknown>, (json: unknown) => string]>([
  [
    'an index',
    () => ask(`/indexes/${home}`),
    (json) => JSON.stringify(IndexModelToJSON(IndexModelFromJSON(json))),
  ],
  [
    'all indexes',
    () => ask('/indexes'),
    (json) => JSON.stringify(IndexListToJSON(IndexListFromJSON(json))),
  ],
  [
    'a search',
    () => ask(`${data}/query`, { vector, topK: 2, includeMetadata: true, includeValues: true }),
    (json) => JSON.stringify(QueryResponseToJSON(QueryResponseFromJSON(json))),
  ],
  [
    'records',
    () => ask(`${data}/vectors/fetch?ids=a&ids=b`),
    (json) => JSON.stringify(FetchResponseToJSON(FetchResponseFromJSON(json))),
  ],
  [
    'a page of ids',
    () => ask(`${data}/vectors/list?limit=1`),
    (json) => JSON.stringify(ListResponseToJSON(ListResponseFromJSON(json))),
  ],
  [
    'counts',
    () => ask(`${data}/describe_index_stats`, {}),
    (json) => JSON.stringify(IndexDescriptionToJSON(IndexDescriptionFromJSON(json))),
  ],
  [
    'namespaces',
    () => ask(`${data}/namespaces`),
    (json) => JSON.stringify(ListNamespacesResponseToJSON(ListNamespacesResponseFromJSON(json))),
  ],
])('the fake’s answer with %s is one that the client knows', async (_, fetchAnswer, roundTrip) => {
  const answer = await fetchAnswer();
  expect(JSON.parse(roundTrip(answer))).toEqual(answer);
});
