import type { Content, Embedder, Embedding, Modality, Task } from '@nestvec/core';
import { aborted } from '@nestvec/core/kit';
import { type BatchReport, createLane, type Lane } from './lane.ts';

/** Who asks for embeddings, and how. */
interface EmbedJob {
  readonly task: Task;
  /** Clients take turns. */
  readonly client: string;
  readonly signal: AbortSignal | undefined;
}

/** Joins contents of many requests into few calls of the embedder. */
export interface EmbedQueue {
  /** Contents that wait. */
  readonly size: number;
  /** Embeddings in the order of the contents. Rejects where the embedder fails, or the signal fires. */
  embed(contents: readonly Content[], job: EmbedJob): Promise<readonly Embedding[]>;
}

/** Of which kind a batch was. */
export interface QueueReport extends BatchReport {
  readonly task: Task;
  readonly modality: Modality;
}

/** What a queue works with. */
export interface QueueTools {
  readonly joinMs: number;
  readonly now: () => number;
  readonly onBatch: (report: QueueReport) => void;
}

/**
 * Queries and documents, texts and images each have a lane: a text never waits for the images of another client, nor a query for a
 * call full of documents. Which of them the model does first is the embedder's; ours let queries go first.
 */
export function createEmbedQueue(embedder: Embedder, tools: QueueTools): EmbedQueue {
  const lanes = new Map<string, Lane>();
  const { tokensPerCall, bytesPerCall } = embedder.limits;
  const isMeasured = Number.isFinite(tokensPerCall) || Number.isFinite(bytesPerCall);

  function laneOf(task: Task, modality: Modality): Lane {
    const name = `${task} ${modality}`;
    const lane =
      lanes.get(name) ??
      createLane({
        ...tools,
        embedder,
        task,
        onBatch: (report) => tools.onBatch({ ...report, task, modality }),
      });
    lanes.set(name, lane);
    return lane;
  }

  return {
    get size() {
      return [...lanes.values()].reduce((sum, lane) => sum + lane.size, 0);
    },
    async embed(contents, { task, client, signal }) {
      if (contents.length === 0) return [];
      const sizes = isMeasured ? await embedder.measure(contents, { signal }) : [];
      const { promise, resolve, reject } = Promise.withResolvers<readonly Embedding[]>();
      const embeddings: Embedding[] = [];
      const request = {};
      const since = tools.now();
      let missing = contents.length;
      const entries = contents.map((content, i) => ({
        content,
        tokens: sizes[i]?.tokens ?? 0,
        bytes: sizes[i]?.bytes ?? 0,
        client,
        request,
        since,
        done: (embedding: Embedding) => {
          embeddings[i] = embedding;
          if (--missing === 0) resolve(embeddings);
        },
        failed: reject,
      }));
      const { texts = [], images = [] } = Object.groupBy(entries, ({ content }) =>
        'text' in content ? 'texts' : 'images',
      );
      const used = [
        { lane: laneOf(task, 'text'), own: texts },
        { lane: laneOf(task, 'image'), own: images },
      ];
      const giveUp = (): void => reject(aborted('embedding', signal?.reason));
      if (signal?.aborted === true) giveUp();
      else for (const { lane, own } of used) if (own.length > 0) lane.add(own);
      signal?.addEventListener('abort', giveUp, { once: true });
      try {
        return await promise;
      } catch (error) {
        for (const { lane } of used) lane.drop(request);
        throw error;
      } finally {
        signal?.removeEventListener('abort', giveUp);
      }
    },
  };
}
