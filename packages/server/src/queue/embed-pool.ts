import type { Embedder } from '@nestvec/core';
import { untilAborted } from '@nestvec/core/kit';
import type { Call } from '../app/route.ts';
import type { Readiness } from '../embed/readiness.ts';
import type { ServerLimits } from '../options.ts';
import { stopping } from '../problem/problem-of.ts';
import { Refusal, refuse } from '../problem/refusal.ts';
import { createEmbedQueue, type EmbedQueue, type QueueTools } from './embed-queue.ts';
import { createRoom } from './room.ts';

/** All that is embedded for clients, whichever door they came by: one room for those who wait, one queue for each embedder. */
export interface EmbedPool {
  /** Contents that wait. */
  readonly waiting: number;
  /** Lets so many contents wait, and gives what ends that. Throws 429 where too many do, 503 while the model is loaded. */
  enter(contents: number, call: Call): Promise<() => void>;
  queueOf(embedder: Embedder): EmbedQueue;
}

/** What a pool works with. */
export interface PoolTools extends QueueTools {
  readonly readiness: Readiness;
  readonly limits: Pick<ServerLimits, 'queuedItems' | 'patienceMs'>;
}

/** Nothing waits yet. */
export function createEmbedPool({ readiness, limits, ...tools }: PoolTools): EmbedPool {
  const room = createRoom(limits.queuedItems);
  const queues = new Map<Embedder, EmbedQueue>();

  async function whenReady({ isPatient, signal }: Call): Promise<void> {
    if (readiness.isLoaded) return;
    if (readiness.state === 'stopping') throw new Refusal(stopping);
    const started = readiness.start();
    if (!isPatient) {
      started.catch(() => {}); // reported to `onFailure`
      throw refuse(503, 'loading', 'the model is being loaded; ask again', {
        retryAfterSeconds: 1,
      });
    }
    await untilAborted(started, signal, 'loading the model');
  }

  return {
    get waiting() {
      return room.taken;
    },
    async enter(contents, call) {
      await whenReady(call);
      const { isPatient, share, signal } = call;
      const patienceMs = isPatient ? limits.patienceMs : 0;
      const leave = await room.enter(contents, { client: share, patienceMs, signal });
      if (leave !== undefined) return leave;
      throw refuse(429, 'queue_full', 'too many contents wait to be embedded; ask again', {
        retryAfterSeconds: 1,
      });
    },
    queueOf(embedder) {
      const queue = queues.get(embedder) ?? createEmbedQueue(embedder, tools);
      queues.set(embedder, queue);
      return queue;
    },
  };
}
