import { QdrantClient } from '@qdrant/js-client-rest';
import { type CollectionSpec, truncate } from '../packages/core/dist/index.js';
import type { Quantization } from '../packages/core/dist/store/index.js';
import { qdrant } from '../packages/qdrant/dist/index.js';
import { grpcUrl, numberFrom, url } from './support/environment.ts';
import { type Data, realData, syntheticData } from './support/search-data.ts';
import { clipSpec } from './support/spec.ts';
import { median, printTable, shown } from './support/table.ts';

// Coarse-to-full against an exact search over the full vector: recall@10 and latency, for several prefixes and quantisations.
// Two kinds of vectors: real ones of mini-clip (texts of two nouns), and synthetic ones of jina-clip-v2's size whose spectrum is
// stated. What synthetic vectors say of recall holds for their spectrum and for nothing else.

const client = new QdrantClient({ url, checkCompatibility: false });
const queries = numberFrom('QUERIES', 200);

async function waitForIndex(collection: string): Promise<void> {
  for (;;) {
    const info = await client.getCollection(collection);
    if (info.status === 'green') return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

async function measure(data: Data): Promise<string[][]> {
  const rows: string[][] = [];
  const { embedder, vectors, queries: asked } = data;
  const full = `${embedder.dimensions}`;
  for (const quantization of [
    'none',
    'int8',
    'binary',
  ] as const satisfies readonly Quantization[]) {
    const collection = 'bench_search';
    await client.deleteCollection(collection);
    const store = qdrant({
      url,
      grpc: { url: grpcUrl },
      collection,
      native: { indexingThreshold: 1000 },
    });
    const named: Record<string, CollectionSpec['vectors'][string]> = {
      text: { modality: 'text', graph: false },
    };
    for (const dimensions of data.prefixes)
      named[`text_${dimensions}`] = { modality: 'text', dimensions, quantization, graph: true };
    const spec = clipSpec(collection, named, embedder);
    await store.apply(await store.plan(spec));
    await store.upsert(
      vectors.map((text, i) => ({
        id: `r${i}`,
        vectors: Object.fromEntries([
          ['text', text],
          ...data.prefixes.map(
            (dimensions) => [`text_${dimensions}`, truncate(text, dimensions)] as const,
          ),
        ]),
        metadata: { n: i },
      })),
    );
    await waitForIndex(collection);
    const exact: Set<string>[] = [];
    const exactTimes: number[] = [];
    for (const vector of asked) {
      const begin = performance.now();
      const { hits } = await store.search({ vector, using: 'text', exact: true });
      exactTimes.push(performance.now() - begin);
      exact.push(new Set(hits.map(({ id }) => id)));
    }
    if (quantization === 'none')
      rows.push([`exact over ${full}`, '', '', '1.000', `${shown(median(exactTimes), 2)} ms`]);
    for (const dimensions of data.prefixes) {
      for (const oversample of [2, 4, 8, 16]) {
        let found = 0;
        const times: number[] = [];
        for (const [i, vector] of asked.entries()) {
          const begin = performance.now();
          const { hits } = await store.search({
            vector,
            using: `text_${dimensions}`,
            rescore: 'text',
            oversample,
          });
          times.push(performance.now() - begin);
          found += hits.filter(({ id }) => exact[i]?.has(id)).length;
        }
        rows.push([
          `${dimensions} → ${full}`,
          quantization,
          String(oversample),
          shown(found / (asked.length * 10), 3),
          `${shown(median(times), 2)} ms`,
        ]);
      }
    }
    if (quantization === 'none') rows.push(await withOfficialClient(collection, data));
    await store.drop();
    await store.close();
  }
  return rows;
}

/** The same search as written by hand with the official client. */
async function withOfficialClient(collection: string, data: Data): Promise<string[]> {
  const coarse = data.prefixes[0] ?? data.embedder.dimensions;
  const times: number[] = [];
  for (const vector of data.queries) {
    const begin = performance.now();
    await client.query(collection, {
      prefetch: {
        query: Array.from(truncate(vector, coarse)),
        using: `text_${coarse}`,
        limit: 40,
      },
      query: Array.from(vector),
      using: 'text',
      limit: 10,
      with_payload: true,
    });
    times.push(performance.now() - begin);
  }
  const search = `${coarse} → ${data.embedder.dimensions}, official REST client`;
  return [search, 'none', '4', '', `${shown(median(times), 2)} ms`];
}

for (const data of [
  await realData(numberFrom('REAL', 20_000), queries),
  syntheticData(numberFrom('SYNTHETIC', 50_000), queries),
]) {
  const rows = await measure(data);
  console.log(
    `\n${data.name}; ${data.queries.length} queries, limit 10, server ${(await client.versionInfo()).version}\n`,
  );
  printTable(['search', 'coarse quantised to', 'oversample', 'recall@10', 'median latency'], rows);
}
