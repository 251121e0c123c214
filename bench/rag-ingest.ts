import type { Document } from '@langchain/core/documents';
import { Embeddings } from '@langchain/core/embeddings';
import { DirectoryLoader } from '@langchain/classic/document_loaders/fs/directory';
import { TextLoader } from '@langchain/classic/document_loaders/fs/text';
import { QdrantVectorStore } from '@langchain/qdrant';
import { MarkdownTextSplitter } from '@langchain/textsplitters';
import { QdrantClient } from '@qdrant/js-client-rest';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createIndex, type Embedder, passages } from '../packages/core/dist/index.js';
import { qdrant } from '../packages/qdrant/dist/index.js';
import { documents } from '../packages/sources/dist/index.js';
import { grpcUrl, numberFrom, url } from './support/environment.ts';
import { clipSpec } from './support/spec.ts';
import { median, printTable, shown } from './support/table.ts';
import { randomVectors } from './support/vectors.ts';

// A folder of Markdown, from the disk to the database: read, cut, embedded by a service that takes as long for every call, and
// written. Both sides may have the same number of texts in a call and of calls under way, cut to about the same length, and
// write to the same database, without a graph.

const count = numberFrom('DOCUMENTS', 400);
const rounds = numberFrom('ROUNDS', 3);
const latencyMs = numberFrom('LATENCY_MS', 50);
const textsPerCall = numberFrom('TEXTS_PER_CALL', 64);
const callsInFlight = numberFrom('CALLS_IN_FLIGHT', 4);
const dimensions = 1024;
const unitsPerToken = 4;
const maxTokens = 200;
const client = new QdrantClient({ url, checkCompatibility: false });
const collection = 'bench_rag';
const vectors = randomVectors(512, dimensions, 7);
const lists = vectors.map((vector) => Array.from(vector));
const words = 'index vector passage database query text model answer batch record find store'.split(
  ' ',
);

async function writeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'nestvec-bench-'));
  for (let i = 0; i < count; i++) {
    const sections = Array.from({ length: 6 }, (_, section) => {
      const sentences = Array.from({ length: 20 }, (__, sentence) =>
        Array.from(
          { length: 12 },
          (___, k) => words[(i * 7 + section * 5 + sentence * 3 + k * k) % words.length],
        ).join(' '),
      );
      return `## Section ${section} of ${i}\n\n${sentences.join('. ')}.`;
    });
    await writeFile(join(folder, `page-${i}.md`), `# Page ${i}\n\n${sections.join('\n\n')}\n`);
  }
  return folder;
}

/** The service that both sides ask: at most `callsInFlight` calls at once, each as long. */
function createService(): {
  readonly call: () => Promise<void>;
  readonly embedded: () => number;
  readonly add: (texts: number) => void;
} {
  let free = callsInFlight;
  let texts = 0;
  const waiting: (() => void)[] = [];
  return {
    async call() {
      if (free > 0) free--;
      else await new Promise<void>((resolve) => waiting.push(resolve));
      await sleep(latencyMs);
      const next = waiting.shift();
      if (next === undefined) free++;
      else next();
    },
    embedded: () => texts,
    add: (more) => void (texts += more),
  };
}

type Service = ReturnType<typeof createService>;

function embedder(service: Service): Embedder {
  return {
    identity: clipSpec(collection, { text: { modality: 'text' } }).embedder,
    limits: {
      itemsPerCall: textsPerCall,
      tokensPerCall: Number.POSITIVE_INFINITY,
      bytesPerCall: Number.POSITIVE_INFINITY,
      concurrency: callsInFlight,
    },
    async embed(contents) {
      await service.call();
      service.add(contents.length);
      const embeddings = contents.map((_, i) => {
        const vector = vectors[i % vectors.length];
        if (vector === undefined) throw new Error('there are no vectors');
        return { ok: true, vector, tokens: maxTokens, truncated: false } as const;
      });
      return { embeddings, usage: { tokens: contents.length * maxTokens, requests: 1 } };
    },
    measure: async (contents) =>
      contents.map((content) => ({
        tokens: 'text' in content ? Math.ceil(content.text.length / unitsPerToken) : 0,
        bytes: 0,
      })),
    close: async () => {},
  };
}

class ServiceEmbeddings extends Embeddings {
  readonly #service: Service;
  constructor(service: Service) {
    super({});
    this.#service = service;
  }
  /** All batches at once, as LangChain's own embeddings do; the service lets so many in. */
  async embedDocuments(texts: string[]): Promise<number[][]> {
    const batches: Promise<number[][]>[] = [];
    for (let start = 0; start < texts.length; start += textsPerCall) {
      const slice = texts.slice(start, start + textsPerCall);
      batches.push(
        this.#service.call().then(() => {
          this.#service.add(slice.length);
          return slice.map((_, i) => lists[i % lists.length] ?? []);
        }),
      );
    }
    return (await Promise.all(batches)).flat();
  }
  async embedQuery(): Promise<number[]> {
    await this.#service.call();
    return lists[0] ?? [];
  }
}

interface Contender {
  readonly name: string;
  readonly run: (folder: string, service: Service) => Promise<void>;
}

/** The largest batch that fits into a request of 32 MiB with LangChain's numbers of up to 20 digits. */
const largestBatch = 1400;

const langChain: Contender = {
  name: `LangChain.js: DirectoryLoader, MarkdownTextSplitter, QdrantVectorStore, ${largestBatch} at a time`,
  async run(folder, service) {
    const loader = new DirectoryLoader(folder, { '.md': (path) => new TextLoader(path) });
    const splitter = new MarkdownTextSplitter({
      chunkSize: maxTokens * unitsPerToken,
      chunkOverlap: 0,
    });
    const pieces: Document[] = await splitter.splitDocuments(await loader.load());
    const store = new QdrantVectorStore(new ServiceEmbeddings(service), {
      client,
      collectionName: `${collection}_langchain`,
    });
    for (let start = 0; start < pieces.length; start += largestBatch)
      await store.addDocuments(pieces.slice(start, start + largestBatch));
  },
};

const ours = (name: string, options: object): Contender => ({
  name,
  async run(folder, service) {
    const store = qdrant({ url, collection, ...options });
    const index = await createIndex({ embedder: embedder(service), store });
    const items = passages(await documents(folder), {
      embedder: index.embedder,
      maxTokens,
      overlapTokens: 0,
    });
    const { failed, failures } = await index.ingest(items);
    if (failed > 0) throw new Error(failures[0]?.error.message);
    await index.close();
  },
});

const contenders: readonly Contender[] = [
  langChain,
  ours('nestvec over REST', {}),
  ours('nestvec over gRPC', { grpc: { url: grpcUrl } }),
];

async function emptyCollections(): Promise<void> {
  const store = qdrant({ url, collection });
  await store.drop();
  await store.apply(
    await store.plan(clipSpec(collection, { text: { modality: 'text', graph: false } })),
  );
  await store.close();
  await client.deleteCollection(`${collection}_langchain`);
  await client.createCollection(`${collection}_langchain`, {
    vectors: { size: dimensions, distance: 'Cosine', on_disk: true, hnsw_config: { m: 0 } },
  });
}

const folder = await writeFolder();
const seconds = new Map<Contender, number[]>(contenders.map((one) => [one, []]));
const stored = new Map<Contender, number>();
try {
  for (let round = 0; round < rounds; round++) {
    for (const contender of contenders) {
      await emptyCollections();
      const service = createService();
      const begin = performance.now();
      await contender.run(folder, service);
      const took = (performance.now() - begin) / 1000;
      seconds.get(contender)?.push(took);
      const target = contender === langChain ? `${collection}_langchain` : collection;
      const { count: records } = await client.count(target, { exact: true });
      if (records !== service.embedded())
        throw new Error(`${contender.name} stored ${records} of ${service.embedded()}`);
      stored.set(contender, records);
      console.error(
        `round ${round + 1}: ${contender.name}: ${shown(took, 2)} s for ${shown(records)} passages`,
      );
    }
  }
} finally {
  await rm(folder, { recursive: true, force: true });
  await client.deleteCollection(collection);
  await client.deleteCollection(`${collection}_langchain`);
}

const rate = (contender: Contender): number =>
  (stored.get(contender) ?? 0) / median(seconds.get(contender) ?? []);
console.log(
  `${shown(count)} documents, ${latencyMs} ms a call of ${textsPerCall} texts, ${callsInFlight} calls at once, median of ${rounds} rounds, server ${(await client.versionInfo()).version}\n`,
);
printTable(
  ['from disk to database', 'passages', 'passages/s', 'against LangChain.js'],
  contenders.map((contender) => [
    contender.name,
    shown(stored.get(contender) ?? 0),
    shown(rate(contender)),
    `${shown(rate(contender) / rate(langChain), 2)}x`,
  ]),
);
