import type { Store } from '@nestvec/core';
import { aliasMoved, type AliasHost } from '@nestvec/core/store';
import type { Handle } from './handle.ts';
import { databaseName } from './observe.ts';
import type { ResolvedMemoryOptions } from './resolve-options.ts';

/** What the aliases of a memory store work with: a table of the database, which every call looks into. */
export function aliasHost(
  resolved: ResolvedMemoryOptions,
  { begin }: Pick<Handle, 'begin'>,
  open: (sibling: ResolvedMemoryOptions) => Store,
): AliasHost {
  const { aliases } = resolved.database;
  return {
    database: databaseName,
    begin,
    ask: async (_operation, _collection, _call, task) => await task(),
    parts: {
      place: resolved.database,
      list: async () => [...aliases].map(([alias, collection]) => ({ alias, collection })),
      resolve: async (alias) => aliases.get(alias),
      async point(alias, collection, from) {
        const now = aliases.get(alias);
        if (now !== from)
          throw aliasMoved(databaseName, { alias, collection: from ?? collection }, now);
        aliases.set(alias, collection);
      },
      async remove(alias) {
        aliases.delete(alias);
      },
      open: (collection, use) =>
        open({ ...resolved, collection, attach: use === 'same' ? resolved.attach : undefined }),
      believedMs: 0,
    },
  };
}
