import { batches, type BatchLimits } from '../async/batch.ts';
import { checkEmbedCall } from '../embedder/check-embed-call.ts';
import type { Content } from '../embedder/content.ts';
import type { Embedding, EmbedOptions, EmbedResult } from '../embedder/embedder.ts';
import { invalid, isNestvecError, type NestvecError } from '../errors.ts';
import { throwIfAborted } from '../async/signal.ts';
import { sortContents } from '../embedder/sort-contents.ts';
import { forEachInWindow, mapWindow } from '../async/window.ts';
import type { Connection } from './connection.ts';
import { embedBatch, failed, type RemoteCall } from './embed-batch.ts';
import { type Preparation, prepareImage, prepareText } from './prepare.ts';
import type { Ready } from './ready.ts';

/** Everything that `embed` needs of a remote embedder. */
export interface Remote {
  readonly connection: Connection;
  readonly preparation: Preparation;
  readonly batchLimits: BatchLimits;
  /** Requests in flight at once. */
  readonly concurrency: number;
  /** Most tokens of one content, which no minute is long enough for otherwise. */
  readonly tokensPerMinute: number;
  readonly canTruncate: boolean;
  /** Most images of one request, which then holds no text; `undefined` where texts and images share a request. */
  readonly imagesAlone: number | undefined;
}

/** Images that are read and fitted ahead of their request. */
const preparedAhead = 4;

/**
 * `Embedder.embed` over a service. Results that were paid for are never thrown away: a failure of the whole call is thrown only
 * while nothing is embedded, and is else the value of each content that was not reached.
 */
export async function embedRemote(
  remote: Remote,
  contents: readonly Content[],
  options: EmbedOptions,
): Promise<EmbedResult> {
  checkEmbedCall(contents, options);
  throwIfAborted(options, 'embedding');
  const embeddings: (Embedding | undefined)[] = contents.map(() => undefined);
  const usage = { tokens: 0, requests: 0 };
  const call: RemoteCall = {
    connection: remote.connection,
    name: remote.preparation.name,
    task: options.task,
    signal: options.signal,
    canTruncate: remote.canTruncate,
    place(position, embedding) {
      embeddings[position] = embedding;
    },
    countRequest() {
      usage.requests++;
    },
    countTokens(tokens) {
      usage.tokens += tokens;
    },
  };
  let stop: NestvecError<'embedder'> | undefined;
  try {
    await sendAll(remote, contents, options, call);
  } catch (error) {
    const nothingYet = embeddings.every((embedding) => embedding?.ok !== true);
    if (nothingYet || !isNestvecError(error, 'embedder')) throw error;
    stop = error;
  }
  const placed = embeddings.map((embedding, position) => {
    if (embedding !== undefined) return embedding;
    return stop === undefined ? neither(position) : failed({ position }, stop.message, stop);
  });
  return { embeddings: placed, usage };
}

async function sendAll(
  remote: Remote,
  contents: readonly Content[],
  options: EmbedOptions,
  call: RemoteCall,
): Promise<void> {
  const sizeOf = ({ estimate, bytes }: Ready): { tokens: number; bytes: number } => ({
    tokens: estimate.tokens,
    bytes,
  });
  let stopped: Error | undefined;
  const send = async (batch: readonly Ready[]): Promise<void> => {
    // What failed for one batch as a whole fails for all; those that wait are not tried.
    if (stopped !== undefined) throw stopped;
    try {
      for (const part of partsOf(batch, remote.imagesAlone)) {
        const failure = await embedBatch(part, call);
        if (failure !== undefined) throw failure.error;
      }
    } catch (error) {
      if (error instanceof Error) stopped ??= error;
      throw error;
    }
  };
  const ready = readyContents(remote, contents, options, call);
  await forEachInWindow(batches(ready, sizeOf, remote.batchLimits), remote.concurrency, send);
}

/** A batch as the requests that a server takes it in. */
function partsOf(
  batch: readonly Ready[],
  imagesAlone: number | undefined,
): readonly (readonly Ready[])[] {
  if (imagesAlone === undefined) return [batch];
  const texts = batch.filter(({ input }) => 'text' in input);
  const images = batch.filter(({ input }) => !('text' in input));
  const parts = texts.length > 0 ? [texts] : [];
  for (let from = 0; from < images.length; from += imagesAlone)
    parts.push(images.slice(from, from + imagesAlone));
  return parts;
}

/** Contents made ready in the order of the call, texts first; those that can't be are placed as failed. */
async function* readyContents(
  { preparation, tokensPerMinute }: Remote,
  contents: readonly Content[],
  { task, signal }: EmbedOptions,
  call: RemoteCall,
): AsyncGenerator<Ready, void, undefined> {
  const { texts, images } = sortContents(contents);
  const keep = (position: number, made: Ready | NestvecError): made is Ready => {
    if (isNestvecError(made)) {
      call.place(position, { ok: false, error: made });
      return false;
    }
    if (made.estimate.tokens <= tokensPerMinute) return true;
    const problem = `would cost ${made.estimate.tokens} tokens, more than budgets.tokensPerMinute (${tokensPerMinute}); raise it, or shrink the content`;
    call.place(position, failed({ position }, problem, { details: { retryable: false } }));
    return false;
  };
  for (const text of texts) {
    const made = prepareText(text, task, preparation);
    if (keep(text.position, made)) yield made;
  }
  const prepared = mapWindow(images, preparedAhead, async (image) => {
    throwIfAborted({ signal }, 'embedding');
    return { image, made: await prepareImage(image, preparation, signal) };
  });
  for await (const { image, made } of prepared) {
    if (keep(image.position, made)) yield made;
  }
}

function neither(position: number): Embedding {
  const error = invalid(`contents[${position}]`, 'has neither a text nor an image');
  return { ok: false, error };
}
