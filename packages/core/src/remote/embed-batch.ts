import type { Task } from '../embedder/content.ts';
import type { Embedding } from '../embedder/embedder.ts';
import { type ErrorDetails, NestvecError } from '../errors.ts';
import type { Connection } from './connection.ts';
import type { Ready } from './ready.ts';
import type { Answer, Failure, Result } from './service.ts';
import { shareTokens } from './share-tokens.ts';
import { sendInParts } from './split.ts';

/** One call of `embed` and where its results go. */
export interface RemoteCall {
  readonly connection: Connection;
  /** For messages. */
  readonly name: string;
  readonly task: Task;
  readonly signal: AbortSignal | undefined;
  /** Whether the service can cut a text that is too long. */
  readonly canTruncate: boolean;
  place(position: number, embedding: Embedding): void;
  countRequest(): void;
  countTokens(tokens: number): void;
}

/** How often inputs that an answer left out are asked for again. */
const askAgain = 3;

/**
 * Embeds one batch and places the result of every item, good or bad. Returns the failure that no part of the batch escapes; the
 * items that it befell are then not placed. Rejects with `aborted`.
 */
export async function embedBatch(
  batch: readonly Ready[],
  call: RemoteCall,
): Promise<Failure | undefined> {
  return await sendInParts(
    batch,
    async (items) => sendAndPlace(items, call, false),
    async (item, failure) => {
      if (failure.blame === 'length' && call.canTruncate && 'text' in item.input) {
        const again = await sendAndPlace([item], call, true);
        if (again === undefined || again.blame === 'call' || again.blame === 'spend') return again;
      }
      call.place(item.position, failed(item, failure.error.message, failure.error));
      return undefined;
    },
  );
}

async function sendAndPlace(
  items: readonly Ready[],
  call: RemoteCall,
  truncate: boolean,
): Promise<Failure | undefined> {
  let open = items;
  for (let asked = 0; open.length > 0 && asked <= askAgain; asked++) {
    const { task, signal } = call;
    const onSent = (): void => call.countRequest();
    const answer = await call.connection.send(open, { task, truncate, signal, onSent });
    if (!answer.ok) return answer;
    open = placeAnswer(open, answer, call, truncate);
  }
  for (const item of open) {
    const problem = `${call.name}: every answer left this content out; asked ${askAgain + 1} times`;
    call.place(item.position, failed(item, problem, { details: { retryable: true } }));
  }
  return undefined;
}

/** Places what the answer holds and gives back the items that it left out. */
function placeAnswer(
  items: readonly Ready[],
  answer: Answer,
  call: RemoteCall,
  truncated: boolean,
): readonly Ready[] {
  const answered = items.flatMap((item, i) => {
    const result = answer.results[i];
    return result === undefined ? [] : [{ item, result }];
  });
  const estimates = answered.map(({ item }) => item.estimate.tokens);
  const total = answer.tokens ?? estimates.reduce((sum, one) => sum + one, 0);
  const shares = shareTokens(total, estimates);
  call.countTokens(total);
  for (const [i, { item, result }] of answered.entries()) {
    const tokens = result.tokens ?? shares[i] ?? 0;
    call.place(item.position, toEmbedding(item, result, { tokens, truncated }, call.name));
  }
  return items.filter((_item, i) => answer.results[i] === undefined);
}

function toEmbedding(
  item: Ready,
  { decoded }: Result,
  facts: { readonly tokens: number; readonly truncated: boolean },
  name: string,
): Embedding {
  if (decoded.ok) return { ok: true, vector: decoded.vector, ...facts };
  const problem = `${name}: the embedding that came for this content ${decoded.problem}`;
  return failed(item, problem, { details: { retryable: false } });
}

/** The failed value of one item; the message says which of the caller's contents it was. */
export function failed(
  { position }: { readonly position: number },
  problem: string,
  given: {
    readonly details: Partial<ErrorDetails['embedder']> & { readonly retryable: boolean };
    readonly cause?: unknown;
  },
): Embedding {
  const error = new NestvecError(
    'embedder',
    `contents[${position}]: ${problem}`,
    { operation: 'embed', ...given.details, index: position },
    { cause: given.cause },
  );
  return { ok: false, error };
}
