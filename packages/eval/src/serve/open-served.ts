import {
  type CallOptions,
  createIndex,
  type Embedder,
  type Modality,
  NestvecError,
  type Store,
  truncate,
  type VectorIndex,
} from '@nestvec/core';
import { throwIfAborted } from '@nestvec/core/kit';
import type { Quantization } from '@nestvec/core/store';
import type { EmbeddedTask } from '../evaluate/measure-task.ts';
import type { ResolvedEvaluation } from '../evaluate/options.ts';

/** Records that one collection gets at once. */
const batchSize = 256;

/** A collection with a task's documents, searched as an application does it, but with vectors that are there already. */
export interface ServedCollection {
  readonly index: VectorIndex;
  /** Gives the next search its vector, so that no search asks the model. */
  readonly ask: (vector: Float32Array) => void;
  /** Whether documents have texts, and the database finds them by words. */
  readonly hasWords: boolean;
}

/** What one named vector of a size is called. */
export function vectorName(dimensions: number): string {
  return `v_${dimensions}`;
}

/** Makes and fills a collection with one named vector for each size, all with a graph. `store` says what it is called. */
export async function openServed(
  store: Store,
  task: EmbeddedTask,
  quantization: Quantization,
  options: ResolvedEvaluation,
  onFilled: (done: number) => void,
): Promise<ServedCollection> {
  const { dimensions, signal } = options;
  const modality: Modality = task.name.endsWith('image') ? 'image' : 'text';
  const keyword = options.words && store.capabilities.words !== false && hasTexts(task);
  const next = nextVector(options.embedder);
  const index = await createIndex({
    embedder: next.embedder,
    store,
    fields: task.fields,
    keyword,
    vectors: Object.fromEntries(
      dimensions.map((size) => [
        vectorName(size),
        { modality, dimensions: size, quantization, graph: true },
      ]),
    ),
    signal,
  });
  await index.create({ signal });
  await fill(store, task, options, onFilled);
  await store.optimize({ signal });
  return { index, ask: next.give, hasWords: keyword };
}

/** The text that a document is found by through words. */
export function textOf({ content, text }: EmbeddedTask['documents'][number]): string | undefined {
  return text ?? ('text' in content ? content.text : undefined);
}

function hasTexts({ documents, queries }: EmbeddedTask): boolean {
  const isText = queries.every(({ content }) => 'text' in content);
  return isText && documents.some((document) => textOf(document) !== undefined);
}

async function fill(
  store: Store,
  { documents, documentVectors }: EmbeddedTask,
  { dimensions, signal }: Pick<ResolvedEvaluation, 'dimensions'> & CallOptions,
  onFilled: (done: number) => void,
): Promise<void> {
  const [full = 0] = dimensions;
  const size = Math.min(batchSize, store.limits.recordsPerUpsert);
  for (let start = 0; start < documents.length; start += size) {
    throwIfAborted({ signal }, 'evaluating');
    const records = documents.slice(start, start + size).map((document, i) => {
      const at = (start + i) * full;
      const whole = documentVectors.data.slice(at, at + full);
      const vectors = Object.fromEntries(
        dimensions.map((one) => [vectorName(one), truncate(whole, one)]),
      );
      const { id, metadata = {} } = document;
      const text = textOf(document);
      return { id, vectors, metadata, ...(text === undefined ? {} : { text }) };
    });
    await store.upsert(records, { signal });
    onFilled(start + records.length);
  }
}

/** An embedder that gives back what it was given last: one search at a time. */
function nextVector(embedder: Embedder): {
  readonly embedder: Embedder;
  readonly give: (vector: Float32Array) => void;
} {
  let vector: Float32Array | undefined;
  const refusal = new NestvecError('closed', 'a search of an evaluation embeds nothing', {
    what: 'embedder',
  });
  return {
    give: (given) => {
      vector = given;
    },
    embedder: {
      identity: embedder.identity,
      limits: embedder.limits,
      embed: async (contents) => ({
        embeddings: contents.map(() =>
          vector === undefined
            ? { ok: false, error: refusal }
            : { ok: true, vector, tokens: 0, truncated: false },
        ),
        usage: { tokens: 0, requests: 0 },
      }),
      measure: async (contents) => contents.map(() => ({ tokens: 0, bytes: 0 })),
      // The index is never closed, its store is.
      close: async () => {},
    },
  };
}
