import { invalid } from '@nestvec/core/kit';
import type { Io } from '../io.ts';
import type { DatabasePlace } from '../open/database.ts';
import { databases } from '../open/databases.ts';
import { namedKey } from '../open/environment-key.ts';
import { serverKey } from '../open/server-key.ts';
import type { CopyFlags } from './copy-flags.ts';

/** A key as `openStore` takes it. */
interface Key {
  readonly apiKey: string | undefined;
}

const flags = { from: '--from-key-variable', to: '--to-key-variable' } as const;

/**
 * The keys of both places. Each comes from the variable that a flag names, else from the database's own one; where the other place
 * has that one by name, from none. Throws `invalid-input` where the own one would be sent to two servers that no flag tells apart.
 */
export function copyKeys(
  { from, to }: { readonly from: DatabasePlace; readonly to: DatabasePlace },
  { fromKeyVariable, toKeyVariable }: Pick<CopyFlags, 'fromKeyVariable' | 'toKeyVariable'>,
  io: Pick<Io, 'env'>,
): { readonly from: Key; readonly to: Key } {
  const { keyVariable, title } = databases[from.store];
  const isAmbiguous =
    from.store === to.store && serverOf(from) !== serverOf(to) && keyVariable !== undefined;
  if (isAmbiguous && fromKeyVariable === undefined && toKeyVariable === undefined) {
    if (serverKey(from.store, io) !== undefined)
      throw invalid(
        keyVariable,
        `would be sent to two servers of ${title}; say which variable holds the key of each with ${flags.from} and ${flags.to}, or name ${keyVariable} for the one that it opens`,
      );
  }
  const key = (side: 'from' | 'to', named: string | undefined, others: string | undefined): Key => {
    const { store } = side === 'from' ? from : to;
    const own = databases[store].keyVariable;
    if (named !== undefined && own === undefined)
      throw invalid(flags[side], `is for a server, and ${databases[store].title} has no keys`);
    if (named !== undefined) return { apiKey: namedKey(named, flags[side], io) };
    const isTaken = isAmbiguous && others === own;
    return { apiKey: isTaken ? undefined : serverKey(store, io) };
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
