import { Document } from '@langchain/core/documents';
import type { EmbeddingsInterface } from '@langchain/core/embeddings';
import { WeaviateStore } from '@langchain/weaviate';
import { randomUUID } from 'node:crypto';
import { type Store, truncate } from '../packages/core/dist/index.js';
import { type listCollections, weaviate } from '../packages/weaviate/dist/index.js';
import { numberFrom, weaviateGrpcUrl, weaviateUrl } from './support/environment.ts';
import { clipSpec } from './support/spec.ts';
import { median, printTable, shown } from './support/table.ts';
import { randomVectors } from './support/vectors.ts';
import { connectWeaviate } from './support/weaviate-client.ts';

// Vectors of 1,024 numbers and a small payload per record, the same collection for all. First with one HNSW graph, where the
// server builds it while the client waits; then without a graph (flat), which leaves the way from the program into the database;
// then a coarse vector of 64 with a graph beside the full one without (our default), against both with graphs.

const count = numberFrom('VECTORS', 10_000);
const rounds = numberFrom('ROUNDS', 3);
const vectors = randomVectors(count, 1024, 1);
const coarse = vectors.map((vector) => truncate(vector, 64));
const client = await connectWeaviate();
// Its ingest prints four lines a call.
console.info = () => {};

const collection = 'bench_upsert';
const ourClass = 'Bench_upsert';
const langChainClass = 'BenchUpsertLangChain';

interface Contender {
  readonly name: string;
  readonly className?: string;
  readonly write: () => Promise<void>;
}

interface Table {
  readonly title: string;
  readonly vectors: Parameters<typeof clipSpec>[1];
  readonly contenders: readonly Contender[];
  /** Contenders that the others are measured against. */
  readonly against: Readonly<Record<string, (contender: Contender) => boolean>>;
}

const objectsOf = (start: number, end: number, withCoarse: boolean) =>
  vectors.slice(start, end).map((vector, i) => ({
    id: randomUUID(),
    properties: { _record_id: `r${start + i}`, _metadata: `{"n":${start + i}}` },
    vectors: {
      image: Array.from(vector),
      ...(withCoarse ? { image_64: Array.from(coarse[start + i] ?? []) } : {}),
    },
  }));

const insertMany = (size: number, inFlight: number, withCoarse = false): Contender => ({
  name: `insertMany, ${size} a call, ${inFlight} in flight`,
  async write() {
    let next = 0;
    const work = async (): Promise<void> => {
      while (next < count) {
        const start = next;
        next += size;
        const objects = objectsOf(start, Math.min(start + size, count), withCoarse);
        const { hasErrors } = await client.collections.use(ourClass).data.insertMany(objects);
        if (hasErrors) throw new Error('insertMany had errors');
      }
    };
    await Promise.all(Array.from({ length: inFlight }, work));
  },
});

const ingest = (withCoarse = false): Contender => ({
  name: 'data.ingest (batching by the server)',
  async write() {
    const objects = objectsOf(0, count, withCoarse);
    const { hasErrors } = await client.collections.use(ourClass).data.ingest(objects);
    if (hasErrors) throw new Error('ingest had errors');
  },
});

const noEmbeddings: EmbeddingsInterface = {
  embedQuery: () => Promise.reject(new Error('nothing is embedded here')),
  embedDocuments: () => Promise.reject(new Error('nothing is embedded here')),
};
const langChain = (size: number): Contender => ({
  name: `@langchain/weaviate, ${size} a call, one at a time`,
  className: langChainClass,
  async write() {
    const store = new WeaviateStore(noEmbeddings, {
      client,
      indexName: langChainClass,
      textKey: 'text',
    });
    for (let start = 0; start < count; start += size) {
      const slice = vectors.slice(start, start + size);
      await store.addVectors(
        slice.map((vector) => Array.from(vector)),
        slice.map(
          (_, i) =>
            new Document({ pageContent: `record ${start + i}`, metadata: { n: start + i } }),
        ),
      );
    }
  },
});

type Server = Parameters<typeof listCollections>[0];
const byGrpc: Server = { url: weaviateUrl, grpc: { url: weaviateGrpcUrl } };

const ours = (name: string, server: Server, withCoarse = false): Contender => ({
  name,
  async write() {
    const store = open(server);
    await store.upsert(
      vectors.map((image, i) => ({
        id: `r${i}`,
        vectors: { image, ...(withCoarse ? { image_64: coarse[i] ?? image } : {}) },
        metadata: { n: i },
      })),
    );
    await store.close();
  },
});

function open(server: Server = byGrpc): Store {
  return weaviate({ collection, ...server });
}

async function emptyCollections(named: Table['vectors']): Promise<void> {
  const store = open();
  await store.drop();
  await store.apply(await store.plan(clipSpec(collection, named)));
  await store.close();
  await client.collections.delete(langChainClass);
  await client.collections.createFromJson({
    class: langChainClass,
    properties: [
      { name: 'text', dataType: ['text'] },
      { name: 'n', dataType: ['number'] },
    ],
    vectorConfig: {
      default: {
        vectorizer: { none: {} },
        vectorIndexType: named['image']?.graph === false ? 'flat' : 'hnsw',
        vectorIndexConfig: { distance: 'cosine', skipDefaultQuantization: true },
      },
    },
  });
}

async function run({ title, vectors: named, contenders, against }: Table): Promise<void> {
  const rates = new Map<Contender, number[]>(contenders.map((one) => [one, []]));
  for (let round = 0; round < rounds; round++) {
    for (const contender of contenders) {
      await emptyCollections(named);
      const begin = performance.now();
      await contender.write();
      const rate = count / ((performance.now() - begin) / 1000);
      rates.get(contender)?.push(rate);
      console.error(`${title}, round ${round + 1}: ${contender.name}: ${shown(rate)} vectors/s`);
      const target = client.collections.use(contender.className ?? ourClass);
      const { totalCount } = await target.aggregate.overAll();
      if (totalCount !== count)
        throw new Error(`${contender.name} stored ${totalCount} of ${count}`);
    }
  }
  const middle = (contender: Contender): number => median(rates.get(contender) ?? []);
  const best = Object.entries(against).map(
    ([name, isOne]) => [name, Math.max(...contenders.filter(isOne).map(middle))] as const,
  );
  console.log(`\n${title}: ${shown(count)} records, median of ${rounds} rounds\n`);
  printTable(
    ['writer', 'records/s', ...best.map(([name]) => `against ${name}`)],
    contenders.map((contender) => [
      contender.name,
      shown(middle(contender)),
      ...best.map(([, rate]) => `${shown(middle(contender) / rate, 2)}x`),
    ]),
  );
}

const isOfficial = ({ name }: Contender): boolean => /^(insertMany|data)/.test(name);
const isLangChain = ({ name }: Contender): boolean => name.startsWith('@langchain');
const oneVector: readonly Contender[] = [
  insertMany(100, 16),
  insertMany(1000, 4),
  ingest(),
  langChain(100),
  langChain(1000),
  ours('nestvec by the official client', { client }),
  ours('nestvec over gRPC', byGrpc),
];
const against = { 'the best of the official client': isOfficial, 'LangChain.js': isLangChain };

await run({
  title: 'One HNSW of 1,024',
  vectors: { image: { modality: 'image', graph: true } },
  contenders: oneVector,
  against,
});
await run({
  title: 'One flat of 1,024',
  vectors: { image: { modality: 'image', graph: false } },
  contenders: oneVector,
  against,
});

// Two collections, so each has its own round; the ratio is of the two medians.
const named = (graph: boolean) =>
  ({
    image: { modality: 'image', graph },
    image_64: { modality: 'image', dimensions: 64, graph: true },
  }) as const;
const both: Contender[] = [ours('nestvec', byGrpc, true), insertMany(1000, 4, true)];
const measured: [string, number[]][] = [];
for (const [title, graph] of [
  ['64 HNSW + 1,024 flat (the default)', false],
  ['64 HNSW + 1,024 HNSW', true],
] as const) {
  for (const contender of both) {
    const rates: number[] = [];
    for (let round = 0; round < rounds; round++) {
      await emptyCollections(named(graph));
      const begin = performance.now();
      await contender.write();
      rates.push(count / ((performance.now() - begin) / 1000));
    }
    measured.push([`${contender.name}: ${title}`, rates]);
    console.error(`${contender.name}: ${title}: ${shown(median(rates))} records/s`);
  }
}
const twoGraphs = Math.max(
  ...measured.filter(([name]) => name.endsWith('1,024 HNSW')).map(([, rates]) => median(rates)),
);
console.log(`\nTwo named vectors: ${shown(count)} records, median of ${rounds} rounds\n`);
printTable(
  ['writer', 'records/s', 'against the best with two graphs'],
  measured.map(([name, rates]) => [
    name,
    shown(median(rates)),
    `${shown(median(rates) / twoGraphs, 2)}x`,
  ]),
);
await client.collections.delete(ourClass);
await client.collections.delete(langChainClass);
await client.close();
