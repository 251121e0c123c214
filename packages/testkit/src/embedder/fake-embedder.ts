import { setTimeout } from 'node:timers/promises';
import {
  type CallOptions,
  type Content,
  type ContentSize,
  type Embedder,
  type EmbedderIdentity,
  type EmbedderLimits,
  type Embedding,
  type EmbedResult,
  modelFacts,
  NestvecError,
  type Task,
} from '@nestvec/core';
import { aborted, throwIfAborted } from '@nestvec/core/kit';
import { createRandom } from '../data/random.ts';
import { randomUnitVector } from '../data/unit-vector.ts';
import { hashContent } from './hash-content.ts';

/** What `fakeEmbedder` takes. */
export interface FakeEmbedderOptions {
  /** Default: those of the model. */
  readonly dimensions?: number | undefined;
  /** Default: `nestvec/mini-clip`, for its short vectors. */
  readonly model?: string | undefined;
  /** Other parts of the identity, to play a near or a different embedder. Default: its own. */
  readonly identity?: Partial<EmbedderIdentity> | undefined;
  /** How long every call takes, however many contents it has. Default 0. */
  readonly latencyMs?: number | undefined;
  /** Contents that fail. Default: texts and image names with `[fail]` in them. */
  readonly fails?: ((content: Content) => boolean) | undefined;
  /** Limits to declare; each that is left out has its default: none, and 2 calls at once. */
  readonly limits?: Partial<EmbedderLimits> | undefined;
  /** Called at the start of every `embed`. */
  readonly onCall?: ((contents: readonly Content[], task: Task) => void) | undefined;
}

/**
 * An embedder for tests: no model, no meaning. A content's vector is a random direction drawn from its bytes, so equal contents are equal
 * whatever the task, and others are about orthogonal. Tokens are words and two more; an image has none. Its calls reject with `closed`
 * once it is closed.
 *
 * ```ts
 * const embedder = fakeEmbedder({ latencyMs: 20 });
 * ```
 */
export function fakeEmbedder(options: FakeEmbedderOptions = {}): Embedder {
  const { latencyMs = 0, fails = isMarked, onCall } = options;
  const identity = resolveIdentity(options);
  let closed = false;
  const begin = (call: CallOptions | undefined): void => {
    if (closed)
      throw new NestvecError('closed', 'fake embedder: used after close()', {
        what: identity.model,
      });
    throwIfAborted(call, 'fake embedder: embedding');
  };
  return {
    identity,
    limits: {
      itemsPerCall: 64,
      tokensPerCall: Number.POSITIVE_INFINITY,
      bytesPerCall: Number.POSITIVE_INFINITY,
      concurrency: 2,
      ...options.limits,
    },
    async embed(contents, { task, signal }): Promise<EmbedResult> {
      begin({ signal });
      onCall?.(contents, task);
      await wait(latencyMs, signal);
      const embeddings: Embedding[] = [];
      for (const content of contents) embeddings.push(await embedOne(content, identity, fails));
      const tokens = embeddings.reduce((sum, entry) => sum + (entry.ok ? entry.tokens : 0), 0);
      return { embeddings, usage: { tokens, requests: 1 } };
    },
    async measure(contents, call) {
      begin(call);
      return contents.map(sizeOf);
    },
    async close() {
      closed = true;
    },
  };
}

function resolveIdentity(options: FakeEmbedderOptions): EmbedderIdentity {
  const { model = 'nestvec/mini-clip' } = options;
  return {
    model,
    revision: 'fake',
    weights: 'fake',
    preprocessing: 'fake-1',
    maxTokens: 512,
    imagePolicy: 'crop',
    taskHandling: 'none',
    dimensions: options.dimensions ?? modelFacts(model)?.dimensions ?? 256,
    ...options.identity,
  };
}

async function embedOne(
  content: Content,
  identity: EmbedderIdentity,
  fails: (content: Content) => boolean,
): Promise<Embedding> {
  if ('text' in content && content.text === '') {
    const error = new NestvecError('text', 'the text is empty; give it words', { reason: 'empty' });
    return { ok: false, error };
  }
  if (fails(content)) return { ok: false, error: failureOf(content) };
  const { tokens } = sizeOf(content);
  const random = createRandom(await hashContent(content));
  return {
    ok: true,
    vector: randomUnitVector(identity.dimensions, random),
    tokens: Math.min(tokens, identity.maxTokens),
    truncated: tokens > identity.maxTokens,
  };
}

function failureOf(content: Content): NestvecError {
  return 'text' in content
    ? new NestvecError('invalid-input', 'fake embedder: the text is marked to fail', {
        field: 'text',
      })
    : new NestvecError('image', 'fake embedder: the image is marked to fail', {
        source: 'marked',
        reason: 'not-an-image',
      });
}

function isMarked(content: Content): boolean {
  const text = 'text' in content ? content.text : content.image;
  return typeof text === 'string' && text.includes('[fail]');
}

function sizeOf(content: Content): ContentSize {
  if ('text' in content) {
    const words = content.text.split(/\s+/u).filter((word) => word !== '').length;
    return { tokens: words + 2, bytes: Buffer.byteLength(content.text) };
  }
  const { image } = content;
  const bytes = image instanceof Uint8Array || image instanceof ArrayBuffer ? image.byteLength : 0;
  return { tokens: 0, bytes };
}

async function wait(ms: number, signal: AbortSignal | undefined): Promise<void> {
  if (ms <= 0) return;
  try {
    await setTimeout(ms, undefined, { signal });
  } catch (cause) {
    throw aborted('fake embedder: embedding', cause);
  }
}
