import type { EmbeddedContent, Embedder, EmbedderIdentity, Embedding, Task } from '@nestvec/core';
import { checkedDimensions } from '@nestvec/core/kit';
import { truncate } from '@nestvec/core';
import type { Call } from '../app/route.ts';
import type { ResolvedOptions } from '../options.ts';
import { problemOf } from '../problem/problem-of.ts';
import { Refusal, refuse } from '../problem/refusal.ts';
import type { EmbedPool } from '../queue/embed-pool.ts';
import { findName, type ModelName, modelNames } from './names.ts';
import { type ContentReader, readContents, type WireContent } from './read-contents.ts';

/** Embeds what clients send. */
export interface EmbedService {
  readonly identity: EmbedderIdentity;
  readonly names: readonly ModelName[];
  /** The model by a name that a client gives. Throws 404. */
  nameOf(asked: string | null | undefined): ModelName;
  /**
   * Full embeddings in the order of the contents. Throws 400 for one that can't be
   * embedded, 429 where too many wait, 503 while the model is loaded.
   */
  embed(
    contents: readonly WireContent[],
    ask: EmbedAsk,
    call: Call,
  ): Promise<readonly EmbeddedContent[]>;
}

/** What contents are embedded for. */
interface EmbedAsk {
  readonly task: Task;
  /** Where the content of a place in the list stands in the request, such as `input[3]`. */
  readonly paramOf: (place: number) => string;
}

/** An embedding as short as a client wants it: the very vector where that is all of it. Throws `invalid-input`. */
export function cut(vector: Float32Array, dimensions: number): Float32Array {
  return dimensions === vector.length ? vector : truncate(vector, dimensions);
}

/** The dimensions that a client asks for, in its request or by its path; all of them by default. Throws `invalid-input`. */
export function dimensionsOf(
  asked: number | null | undefined,
  { identity }: EmbedService,
  { defaults }: Call,
): number {
  return checkedDimensions(asked ?? defaults.dimensions, identity, 'dimensions');
}

/** What contents are embedded for: queries where the name of the model, the path or the request says so, else documents. */
export function taskOf(saysQuery: boolean, { defaults }: Call, name?: ModelName): Task {
  return saysQuery || defaults.task === 'query' || name?.task === 'query' ? 'query' : 'document';
}

/** The service of one embedder. */
export function createEmbedService(
  embedder: Embedder,
  { limits, aliases }: ResolvedOptions,
  { pool, reader }: { readonly pool: EmbedPool; readonly reader: ContentReader },
): EmbedService {
  const { identity } = embedder;
  const names = modelNames(identity, aliases);
  const queue = pool.queueOf(embedder);

  return {
    identity,
    names,
    nameOf(asked) {
      const name = findName(names, asked);
      if (name !== undefined) return name;
      const known = names.map(({ id }) => id).join(', ');
      throw refuse(404, 'model_not_found', `there is no such model here; there is ${known}`, {
        param: 'model',
      });
    },
    async embed(wire, { task, paramOf }, call) {
      const { signal, client } = call;
      const most = limits.itemsPerRequest;
      if (wire.length > most)
        throw refuse(
          400,
          'too_many_inputs',
          `there are ${wire.length} contents, more than ${most}`,
        );
      const leave = await pool.enter(wire.length, call);
      try {
        const contents = await readContents(wire, reader, { paramOf, signal });
        const embeddings = await queue.embed(contents, { task, client, signal });
        const embedded = embeddings.map((embedding, i) => checkEmbedded(embedding, paramOf(i)));
        const tokens = embedded.reduce((sum, one) => sum + one.tokens, 0);
        call.count(embedded.length, tokens);
        return embedded;
      } finally {
        leave();
      }
    },
  };
}

/** No shape of an answer has room for a content that failed, so one fails the request, with its place. */
function checkEmbedded(embedding: Embedding, param: string): EmbeddedContent {
  if (embedding.ok) return embedding;
  const problem = problemOf(embedding.error);
  throw new Refusal(
    { ...problem, message: `${param}: ${problem.message}`, param },
    { cause: embedding.error },
  );
}
