import type { ImageLimitOptions } from '../image/limits.ts';
import type { RemoteCallbacks } from './callbacks.ts';
import type { Encoding } from './decode-embedding.ts';
import type { ImagePolicy } from './image-policy.ts';
import type { HostedModelId } from './models.ts';
import type { PostFetch } from './post.ts';
import type { Dialect } from './dialects.ts';
import type { GivenModel } from './given-model.ts';
import type { SpendCap } from './spend.ts';

/** What `jina` takes. */
export interface JinaOptions extends RemoteCallbacks {
  /** Sent as `Authorization: Bearer …`. Needed by Jina itself; another server may want none, or a header of its own. */
  readonly apiKey?: string | undefined;
  /** Default `jina-clip-v2`. */
  // Any text, with the known ones offered by editors.
  readonly model?: HostedModelId | (string & {}) | undefined;
  /** Facts of a model that nestvec has no row for, or that your server serves in another way. */
  readonly facts?: GivenModel | undefined;
  /**
   * Of a server that speaks `dialect`, whose path in `dialectFacts` is appended (`/embeddings` for most); a query is kept. Default, for
   * jina alone: `https://api.jina.ai/v1`.
   */
  readonly baseUrl?: string | undefined;
  /** Sent with every request, in place of ours of the same name. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /**
   * How embeddings travel. Default the first of the dialect's: `base64`, exact and half the size of `float`, where there is one. `binary` and `ubinary` are signs alone: 32 times
   * smaller, and another identity.
   */
  readonly encoding?: Encoding | undefined;
  /** What the server speaks. Default `jina`. What each can do is in `dialectFacts`; only `jina` is sent URLs of images. */
  readonly dialect?: Dialect | undefined;
  /** Rates of the account; each that is left out is that of a free key. */
  readonly budgets?: BudgetOptions | undefined;
  /** Upper bounds of one request; each that is left out has its default. */
  readonly batch?: BatchOptions | undefined;
  /** Default `crop`, as in the local model; `original` for a model without a side of its own (jina-embeddings-v4). */
  readonly imagePolicy?: ImagePolicy | undefined;
  /** What an image may cost; each limit that is left out has its default. */
  readonly imageLimits?: ImageLimitOptions | undefined;
  /** Longest time for one request and its answer. Default 60,000 ms. */
  readonly timeoutMs?: number | undefined;
  /** Tries after the first, of what is worth one: 408, 429, 5xx and a broken connection. Default 6, about a minute in all. */
  readonly retries?: number | undefined;
  /** Default: the built-in one. */
  readonly fetch?: PostFetch | undefined;
}

/** What requests may take. Sources disagree on the free tier; the defaults are the lowest that any of them names. */
export interface BudgetOptions {
  /** Default 100. */
  readonly requestsPerMinute?: number | undefined;
  /** Default 100,000: 25 images of one tile. */
  readonly tokensPerMinute?: number | undefined;
  /** Requests in flight. Default 2. */
  readonly concurrency?: number | undefined;
  /** Most that this embedder may spend, in tokens, or in money at a price of yours. Default: no cap. */
  readonly spend?: SpendCap | undefined;
}

/** Upper bounds of one request. */
export interface BatchOptions {
  /** Default and most: what the model table allows, 512. */
  readonly items?: number | undefined;
  /** Default 32,000, or a 32nd of `tokensPerMinute` where that is less; more where there are not 32 requests a minute. */
  readonly tokens?: number | undefined;
  /** Default 8,000,000. */
  readonly bytes?: number | undefined;
}
