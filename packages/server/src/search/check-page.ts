import type { ServerLimits } from '../options.ts';
import { refuse } from '../problem/refusal.ts';

/** What a page is cut by. */
export interface Page {
  readonly limit?: number | undefined;
  readonly offset?: number | undefined;
  readonly depth?: number | undefined;
  readonly candidates?: number | undefined;
}

/** Throws 400 for more than the operator lets be asked for at once. */
export function checkPage(
  page: Page,
  { hitsPerRequest, depth }: Pick<ServerLimits, 'hitsPerRequest' | 'depth'>,
): void {
  const most = { limit: hitsPerRequest, offset: depth, depth, candidates: depth } as const;
  for (const name of ['limit', 'offset', 'depth', 'candidates'] as const)
    if ((page[name] ?? 0) > most[name])
      throw refuse(
        400,
        'too_many_hits',
        `${name} is ${page[name]}, more than ${most[name]}; ask for fewer`,
        { param: name },
      );
}
