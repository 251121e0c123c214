import type { ServerLimits } from '../options.ts';
import { refuse } from '../problem/refusal.ts';

/** What a page is cut by. */
export interface Page {
  readonly limit?: number | undefined;
  readonly offset?: number | undefined;
  readonly depth?: number | undefined;
  readonly candidates?: number | undefined;
}

/** Throws 400 for more than the operator lets be asked for at once. `names` are the client’s, where it calls them something else. */
export function checkPage(
  page: Page,
  { hitsPerRequest, depth }: Pick<ServerLimits, 'hitsPerRequest' | 'depth'>,
  names: Partial<Record<keyof Page, string>> = {},
): void {
  const most = { limit: hitsPerRequest, offset: depth, depth, candidates: depth } as const;
  for (const name of ['limit', 'offset', 'depth', 'candidates'] as const)
    if ((page[name] ?? 0) > most[name]) {
      const param = names[name] ?? name;
      const message = `${param} is ${page[name]}, more than ${most[name]}; ask for fewer`;
      throw refuse(400, 'too_many_hits', message, { param });
    }
}
