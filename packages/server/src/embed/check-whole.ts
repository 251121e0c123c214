import type { EmbeddedContent } from '@nestvec/core';
import { refuse } from '../problem/refusal.ts';
import type { EmbedService } from './embed-service.ts';

/** For clients that want no text cut: throws 400 for the first that lost its end. */
export function checkWhole(
  embedded: readonly EmbeddedContent[],
  paramOf: (place: number) => string,
  { identity }: EmbedService,
): void {
  const long = embedded.findIndex(({ truncated }) => truncated);
  if (long === -1) return;
  const param = paramOf(long);
  const problem = `has more than the ${identity.maxTokens} tokens that are read; cut it into passages, or let it be truncated`;
  throw refuse(400, 'INPUT_TOKEN_LIMIT_EXCEEDED', `${param}: ${problem}`, { param });
}

/** Tokens of all contents. */
export function tokensOf(embedded: readonly EmbeddedContent[]): number {
  return embedded.reduce((sum, one) => sum + one.tokens, 0);
}
