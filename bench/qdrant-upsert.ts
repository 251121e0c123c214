import { Document } from '@langchain/core/documents';
import type { EmbeddingsInterface } from '@langchain/core/embeddings';
import { QdrantVectorStore } from '@langchain/qdrant';
import { QdrantClient as GrpcClient } from '@qdrant/js-client-grpc';
import { QdrantClient } from '@qdrant/js-client-rest';
import { randomUUID } from 'node:crypto';
import { qdrant } from '../packages/qdrant/dist/index.js';
import { grpcUrl, numberFrom, url } from './support/environment.ts';
import { clipSpec } from './support/spec.ts';
import { median, printTable, shown } from './support/table.ts';
import { randomVectors } from './support/vectors.ts';

// One vector of 1,024 numbers and a small payload per record, the same collection for all: no graph, so that what is measured is
// the way from the program into the database and not the building of an index.

const count = numberFrom('VECTORS', 20_000);
const rounds = numberFrom('ROUNDS', 3);
const dimensions = 1024;
const vectors = randomVectors(count, dimensions, 1);
const client = new QdrantClient({ url, checkCompatibility: false });
const { hostname, port } = new URL(grpcUrl);
const collection = 'bench_upsert';

interface Contender {
  readonly name: string;
  readonly write: () => Promise<void>;
}

/** Runs `task` for slices of `size`, four at once. */
async function inFour(
  size: number,
  task: (start: number, end: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < count) {
      const start = next;
      next += size;
      await task(start, Math.min(start + size, count));
    }
  };
  await Promise.all([work(), work(), work(), work()]);
}

const restLoop = (size: number): Contender => ({
  name: `official REST client, ${size} a call, 4 in flight`,
  write: async () =>
    await inFour(size, async (start, end) => {
      await client.upsert(collection, {
        wait: true,
        points: vectors.slice(start, end).map((vector, i) => ({
          id: randomUUID(),
          vector: { image: Array.from(vector) },
          payload: { title: `record ${start + i}`, n: start + i },
        })),
      });
    }),
});

const grpc = new GrpcClient({
  host: hostname,
  port: Number(port),
  https: false,
  checkCompatibility: false,
});
const grpcLoop = (size: number): Contender => ({
  name: `official gRPC client, ${size} a call, 4 in flight`,
  write: async () =>
    await inFour(size, async (start, end) => {
      await grpc.api('points').upsert({
        collectionName: collection,
        wait: true,
        points: vectors.slice(start, end).map((vector, i) => ({
          id: { pointIdOptions: { case: 'uuid', value: randomUUID() } },
          payload: {
            title: { kind: { case: 'stringValue', value: `record ${start + i}` } },
            n: { kind: { case: 'integerValue', value: BigInt(start + i) } },
          },
          vectors: {
            vectorsOptions: {
              case: 'vectors',
              value: {
                vectors: {
                  image: { vector: { case: 'dense', value: { data: Array.from(vector) } } },
                },
              },
            },
          },
        })),
      });
    }),
});

const noEmbeddings: EmbeddingsInterface = {
  embedQuery: () => Promise.reject(new Error('nothing is embedded here')),
  embedDocuments: () => Promise.reject(new Error('nothing is embedded here')),
};
/** The largest batch that fits into a request of 32 MiB with LangChain's numbers of up to 20 digits. */
const largestBatch = 1400;
const langChain: Contender = {
  name: `@langchain/qdrant, ${largestBatch} a call (its largest), one at a time`,
  async write() {
    const store = new QdrantVectorStore(noEmbeddings, {
      client,
      collectionName: `${collection}_langchain`,
    });
    for (let start = 0; start < count; start += largestBatch) {
      const slice = vectors.slice(start, start + largestBatch);
      await store.addVectors(
        slice.map((vector) => Array.from(vector)),
        slice.map(
          (_, i) =>
            new Document({ pageContent: `record ${start + i}`, metadata: { n: start + i } }),
        ),
      );
    }
  },
};

const ours = (name: string, options: object): Contender => ({
  name,
  async write() {
    const store = qdrant({ url, collection, ...options });
    await store.upsert(
      vectors.map((image, i) => ({
        id: `r${i}`,
        vectors: { image },
        metadata: { title: `record ${i}`, n: i },
      })),
    );
    await store.close();
  },
});

const contenders: readonly Contender[] = [
  restLoop(256),
  restLoop(500),
  restLoop(1000),
  grpcLoop(500),
  grpcLoop(1000),
  langChain,
  ours('nestvec over REST', {}),
  ours('nestvec over gRPC', { grpc: { url: grpcUrl } }),
];

async function emptyCollections(): Promise<void> {
  const store = qdrant({ url, collection });
  await store.drop();
  const vectors = { image: { modality: 'image', graph: false } } as const;
  await store.apply(await store.plan(clipSpec(collection, vectors)));
  await store.close();
  await client.deleteCollection(`${collection}_langchain`);
  await client.createCollection(`${collection}_langchain`, {
    vectors: { size: dimensions, distance: 'Cosine', on_disk: true, hnsw_config: { m: 0 } },
  });
}

const rates = new Map<Contender, number[]>(contenders.map((one) => [one, []]));
for (let round = 0; round < rounds; round++) {
  for (const contender of contenders) {
    await emptyCollections();
    const begin = performance.now();
    await contender.write();
    const rate = count / ((performance.now() - begin) / 1000);
    rates.get(contender)?.push(rate);
    console.error(`round ${round + 1}: ${contender.name}: ${shown(rate)} vectors/s`);
    const target = contender === langChain ? `${collection}_langchain` : collection;
    const stored = await client.count(target, { exact: true });
    if (stored.count !== count)
      throw new Error(`${contender.name} stored ${stored.count} of ${count}`);
  }
}
await client.deleteCollection(collection);
await client.deleteCollection(`${collection}_langchain`);

const middle = (contender: Contender): number => median(rates.get(contender) ?? []);
const bestRest = Math.max(
  ...contenders.filter(({ name }) => name.includes('official REST')).map(middle),
);
console.log(
  `${shown(count)} vectors of ${dimensions}, median of ${rounds} rounds, server ${(await client.versionInfo()).version}\n`,
);
printTable(
  ['writer', 'vectors/s', 'against the best REST loop', 'against LangChain.js'],
  contenders.map((contender) => [
    contender.name,
    shown(middle(contender)),
    `${shown(middle(contender) / bestRest, 2)}x`,
    `${shown(middle(contender) / middle(langChain), 2)}x`,
  ]),
);
