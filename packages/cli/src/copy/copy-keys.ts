import { invalid } from '@nestvec/core/kit';
import type { Io } from '../io.ts';
import type { DatabasePlace } from '../open/database.ts';
import { databases } from '../open/databases.ts';
import { namedKey } from '../open/environment-key.ts';
import { serverKey } from '../open/server-key.ts';
import type { CopyFlags } from './copy-flags.ts';

/** A key as `openStore` takes it, and the variable that it comes from; `undefined` where a flag must name one first. */
interface Key {
  readonly apiKey: string | undefined;
  readonly variable: string | undefined;
}

/** The keys of both sides. */
export interface CopyKeys {
  readonly from: Key;
  readonly to: Key;
}

/** The flags that name the variable of each side's key. */
export const keyFlags = { from: '--from-key-variable', to: '--to-key-variable' } as const;

/**
 * The keys of both places. Each comes from the variable that a flag names, else from the database's own one; where the other place
 * has that one by name, from none. Throws `invalid-input` where the own one would be sent to two servers that no flag tells apart.
 */
export function copyKeys(
  { from, to }: { readonly from: DatabasePlace; readonly to: DatabasePlace },
  { fromKeyVariable, toKeyVariable }: Pick<CopyFlags, 'fromKeyVariable' | 'toKeyVariable'>,
  io: Pick<Io, 'env'>,
): CopyKeys {
  const { keyVariable, title } = databases[from.store];
  const isAmbiguous =
    from.store === to.store && serverOf(from) !== serverOf(to) && keyVariable !== undefined;
  if (isAmbiguous && fromKeyVariable === undefined && toKeyVariable === undefined) {
    if (serverKey(from.store, io) !== undefined)
      throw invalid(
        keyVariable,
        `would be sent to two servers of ${title}; say which variable holds the key of each with ${keyFlags.from} and ${keyFlags.to}, or name ${keyVariable} for the one that it opens`,
      );
  }
  const key = (side: 'from' | 'to', named: string | undefined, others: string | undefined): Key => {
    const { store } = side === 'from' ? from : to;
    const own = databases[store].keyVariable;
    if (named !== undefined && own === undefined)
      throw invalid(keyFlags[side], `is for a server, and ${databases[store].title} has no keys`);
    if (named !== undefined)
      return { apiKey: namedKey(named, keyFlags[side], io), variable: named };
    if (isAmbiguous && others === own) return { apiKey: undefined, variable: undefined };
    return { apiKey: serverKey(store, io), variable: own };
  };
  return {
    from: key('from', fromKeyVariable, toKeyVariable),
    to: key('to', toKeyVariable, fromKeyVariable),
  };
}

/** What a key opens: a server, as one user where its address names one; a service in the cloud is one. */
function serverOf({ flags: { url } }: DatabasePlace): string {
  if (url === undefined) return '';
  const { protocol, username, host } = new URL(url);
  return `${protocol}//${username}@${host}`;
}
