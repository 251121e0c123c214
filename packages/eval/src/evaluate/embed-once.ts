import type { CallOptions, Content, Embedder, EmbedOptions } from '@nestvec/core';
import type { Journal, JournalRun } from '@nestvec/core/journal';
import { embedContents, hashContent, messageOf } from '@nestvec/core/kit';
import type { Example } from '../data/dataset.ts';

/** What became of contents. */
export interface Embedded {
  /** Vectors by example; one that failed is not there. */
  readonly vectors: ReadonlyMap<Example, Float32Array>;
  readonly failures: readonly EmbeddingFailure[];
}

/** A content without a vector. */
interface EmbeddingFailure {
  readonly id: string;
  readonly problem: string;
}

/** Embeds examples, each different content once, also over several runs where there is a journal. */
export interface OnceEmbedder {
  embed(examples: readonly Example[], options: Pick<EmbedOptions, 'task'>): Promise<Embedded>;
  /** Contents that the model was asked for. */
  readonly inferences: number;
  close(): Promise<void>;
}

/** Contents between two writes to the journal: what a killed run loses. */
const chunkSize = 256;

/** Opens an embedder that remembers. The vectors of one data set are held in memory. */
export async function openOnce(
  embedder: Embedder,
  journal: Journal | undefined,
  { signal }: CallOptions,
): Promise<OnceEmbedder> {
  const run = await journal?.begin({
    database: 'evaluation',
    collection: 'evaluation',
    tenant: undefined,
    identity: embedder.identity,
    source: 'evaluation',
    dry: false,
  });
  const known = new Map<string, Float32Array>();
  let inferences = 0;
  return {
    get inferences() {
      return inferences;
    },
    async embed(examples, { task }) {
      const vectors = new Map<Example, Float32Array>();
      const failures: EmbeddingFailure[] = [];
      for (let start = 0; start < examples.length; start += chunkSize) {
        const chunk = examples.slice(start, start + chunkSize);
        const hashed: { example: Example; content: Content; hash: string | undefined }[] = [];
        for (const example of chunk)
          hashed.push({ example, ...(await hashContent(example.content, { task, signal })) });
        await recall(run, hashed, known);
        const fresh = new Map<string, Content>();
        for (const { example, content, hash } of hashed)
          if (hash === undefined || !known.has(hash)) fresh.set(hash ?? `?${example.id}`, content);
        const failed = await embedFresh(fresh, task);
        for (const { example, hash } of hashed) {
          const key = hash ?? `?${example.id}`;
          const vector = known.get(key);
          if (vector === undefined)
            failures.push({ id: example.id, problem: failed.get(key) ?? 'was not embedded' });
          else vectors.set(example, vector);
        }
      }
      return { vectors, failures };
    },
    async close() {
      await run?.end(undefined);
    },
  };

  async function embedFresh(
    fresh: ReadonlyMap<string, Content>,
    task: EmbedOptions['task'],
  ): Promise<ReadonlyMap<string, string>> {
    const failed = new Map<string, string>();
    if (fresh.size === 0) return failed;
    const hashes = [...fresh.keys()];
    const { embeddings } = await embedContents(embedder, [...fresh.values()], { task, signal });
    inferences += hashes.length;
    const kept = hashes.flatMap((hash, i) => {
      const embedding = embeddings[i];
      if (embedding === undefined) return [];
      if (!embedding.ok) {
        failed.set(hash, messageOf(embedding.error));
        return [];
      }
      known.set(hash, embedding.vector);
      return hash.startsWith('?') ? [] : [{ hash, embedding }];
    });
    await run?.keep(kept, []);
    return failed;
  }
}

async function recall(
  run: JournalRun | undefined,
  hashed: readonly { readonly hash: string | undefined }[],
  known: Map<string, Float32Array>,
): Promise<void> {
  if (run === undefined) return;
  const wanted = hashed.flatMap(({ hash }) =>
    hash === undefined || known.has(hash) ? [] : [hash],
  );
  for (const [i, found] of (await run.recall(wanted)).entries())
    if (found !== undefined) known.set(wanted[i] ?? '', found.vector);
}
