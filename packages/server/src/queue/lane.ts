import type { Content, Embedder, Embedding, Task } from '@nestvec/core';
import { embedApart } from './embed-apart.ts';
import { createFairLine } from './fair.ts';

/** A content that waits for its embedding. */
interface Waiting {
  readonly content: Content;
  readonly tokens: number;
  readonly bytes: number;
  /** Who sent it: clients take turns. */
  readonly client: string;
  /** The request that it is of. */
  readonly request: object;
  /** When it came, in milliseconds. */
  readonly since: number;
  readonly done: (embedding: Embedding) => void;
  readonly failed: (error: unknown) => void;
}

/** What was embedded at once. */
export interface BatchReport {
  readonly items: number;
  readonly tokens: number;
  readonly truncated: number;
  readonly ms: number;
  /** How long the first content of it waited. */
  readonly waitedMs: number;
}

/** Contents of one task and modality, which are embedded together. */
export interface Lane {
  readonly size: number;
  add(entries: readonly Waiting[]): void;
  /** Takes out what a request that was given up still has waiting. */
  drop(request: object): void;
}

/** What a lane works with. */
export interface LaneTools {
  readonly embedder: Embedder;
  readonly task: Task;
  readonly joinMs: number;
  readonly now: () => number;
  readonly onBatch: (report: BatchReport) => void;
}

/**
 * Contents wait `joinMs` for others, or until a call is full; while as many calls run as the embedder can use, they gather. With
 * `joinMs` 0 a call holds contents of one request only.
 */
export function createLane({ embedder, task, joinMs, now, onBatch }: LaneTools): Lane {
  const { itemsPerCall, tokensPerCall, bytesPerCall, concurrency } = embedder.limits;
  const line = createFairLine<Waiting>();
  let running = 0;
  let timer: NodeJS.Timeout | undefined;
  let isDue = false;

  function takeBatch(): readonly Waiting[] {
    const batch: Waiting[] = [];
    let tokens = 0;
    let bytes = 0;
    const fits = (next: Waiting): boolean =>
      batch.length === 0 ||
      (batch.length < itemsPerCall &&
        tokens + next.tokens <= tokensPerCall &&
        bytes + next.bytes <= bytesPerCall &&
        (joinMs > 0 || next.request === batch[0]?.request));
    for (let next = line.takeIf(fits); next !== undefined; next = line.takeIf(fits)) {
      batch.push(next);
      tokens += next.tokens;
      bytes += next.bytes;
    }
    return batch;
  }

  async function run(batch: readonly Waiting[]): Promise<void> {
    const started = now();
    const contents = batch.map(({ content }) => content);
    try {
      const embeddings = await embedApart(embedder, contents, task);
      report(batch, embeddings, started);
      for (const [i, { done, failed }] of batch.entries()) {
        const embedding = embeddings[i];
        if (embedding === undefined) failed(new Error('an embedding is missing'));
        else done(embedding);
      }
    } catch (error) {
      for (const { failed } of batch) failed(error);
    }
  }

  function report(batch: readonly Waiting[], made: readonly Embedding[], started: number): void {
    const since = Math.min(...batch.map((entry) => entry.since));
    onBatch({
      items: batch.length,
      tokens: made.reduce((sum, one) => sum + (one.ok ? one.tokens : 0), 0),
      truncated: made.filter((one) => one.ok && one.truncated).length,
      ms: now() - started,
      waitedMs: started - since,
    });
  }

  function mayStart(): boolean {
    return running < concurrency && line.size > 0 && (isDue || line.size >= itemsPerCall);
  }

  function dispatch(): void {
    while (mayStart()) {
      running++;
      void run(takeBatch()).finally(() => {
        running--;
        dispatch();
      });
    }
    if (line.size === 0) isDue = false;
    if (line.size === 0 || isDue || timer !== undefined) return;
    timer = setTimeout(() => {
      timer = undefined;
      isDue = true;
      dispatch();
    }, joinMs);
  }

  return {
    get size() {
      return line.size;
    },
    add(entries) {
      for (const entry of entries) line.add(entry.client, entry);
      if (joinMs === 0) isDue = true;
      dispatch();
    },
    drop(request) {
      line.drop((entry) => entry.request === request);
    },
  };
}
