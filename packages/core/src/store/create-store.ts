import { untilAborted } from '../async/until-aborted.ts';
import { noAliases } from './alias/alias-errors.ts';
import { type AliasHost, createAliases } from './alias/create-aliases.ts';
import { followAlias } from './alias/follow-alias.ts';
import { openStore } from './open-store.ts';
import type { Store } from './store.ts';
import { storeCalls } from './store-calls.ts';
import type { ScopeStart, StoreParts } from './store-parts.ts';
import type { FoundCollection } from './store-session.ts';

/**
 * A store by what its database does; its name may be an alias, where there are any. Nothing is asked before the first call. Its calls
 * reject with what `errors` makes of the database's own errors.
 */
export function createStore<Found extends FoundCollection, Scope extends ScopeStart>(
  parts: StoreParts<Found, Scope>,
): Store {
  const { aliases, database, errors } = parts;
  if (aliases === undefined) return openStore(parts, noAliases(database));
  const { begin } = storeCalls(parts, undefined);
  const host: AliasHost = {
    database,
    parts: aliases,
    begin,
    async ask(operation, collection, call, task) {
      try {
        return await untilAborted(task(), call?.signal, `${database}: ${operation}`);
      } catch (error) {
        throw errors.toStoreError(error, { collection, operation });
      }
    },
  };
  const own = openStore(parts, createAliases(host));
  return parts.isResolved === true ? own : followAlias(own, host);
}
