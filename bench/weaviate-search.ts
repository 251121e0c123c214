import { type CollectionSpec, truncate } from '../packages/core/dist/index.js';
import type { Quantization } from '../packages/core/dist/store/index.js';
import { weaviate } from '../packages/weaviate/dist/index.js';
import { numberFrom, weaviateGrpcUrl, weaviateUrl } from './support/environment.ts';
import { type Data, realData, syntheticData } from './support/search-data.ts';
import { clipSpec } from './support/spec.ts';
import { median, printTable, shown } from './support/table.ts';

// Coarse-to-full against an exact search over the full vector: recall@10 and latency, for several prefixes and quantisations.
// Two kinds of vectors: real ones of mini-clip (texts of two nouns), and synthetic ones of jina-clip-v2's size whose spectrum is
// stated. From 350 candidates on (oversample 50) the second stage is a search of the server's by ids. What synthetic vectors say of recall holds for their spectrum and for nothing else.

const queries = numberFrom('QUERIES', 200);

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
    const store = weaviate({ url: weaviateUrl, grpc: { url: weaviateGrpcUrl }, collection });
    await store.drop();
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
      for (const oversample of [2, 4, 8, 16, 50]) {
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
    await store.drop();
    await store.close();
  }
  return rows;
}

for (const data of [
  await realData(numberFrom('REAL', 20_000), queries),
  syntheticData(numberFrom('SYNTHETIC', 50_000), queries),
]) {
  const rows = await measure(data);
  console.log(`\n${data.name}; ${data.queries.length} queries, limit 10\n`);
  printTable(['search', 'coarse quantised to', 'oversample', 'recall@10', 'median latency'], rows);
}
