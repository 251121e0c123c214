import { invalid, NestvecError, unsupported } from '../../errors.ts';
import type { Alias, StoreAliases } from './aliases.ts';

/** The error for an alias that was changed by another writer since it was looked at. */
export function aliasMoved(
  database: string,
  { alias, collection }: Alias,
  now: string | undefined,
): NestvecError<'plan'> {
  const found = now === undefined ? 'is gone' : `leads to ${now}`;
  return new NestvecError(
    'plan',
    `${database}: the alias ${alias} was to lead to ${collection} before, and ${found}; look at it again`,
    { reason: 'stale', targets: [alias] },
  );
}

/** The error for an alias that is not there. */
export function missingAlias(database: string, alias: string): NestvecError<'not-found'> {
  return new NestvecError('not-found', `${database}: there is no alias ${alias}; set it first`, {
    what: 'alias',
    name: alias,
  });
}

/** The error for an alias whose collection is gone. */
export function danglingAlias(
  database: string,
  { alias, collection }: Alias,
): NestvecError<'not-found'> {
  return new NestvecError(
    'not-found',
    `${database}: ${alias} is an alias of ${collection}, which does not exist; move the alias, or remove it`,
    { what: 'collection', name: collection },
  );
}

/** The error for a collection that can't go, since aliases lead to it. */
export function aliasedCollection(
  database: string,
  collection: string,
  aliases: readonly string[],
): Error {
  const names = aliases.join(', ');
  return invalid(
    'collection',
    `${collection} in ${database} is what ${names} ${aliases.length === 1 ? 'leads' : 'lead'} to; move or remove ${aliases.length === 1 ? 'that alias' : 'those aliases'} first`,
  );
}

/** Aliases of a database that has none. Every call rejects with `unsupported`. */
export function noAliases(database: string): StoreAliases {
  const refuse = async (): Promise<never> => {
    throw unsupported(
      'another name (alias) of a collection',
      database,
      'open the collection under its own name, and keep that name where the app is configured',
    );
  };
  return { list: refuse, get: refuse, set: refuse, move: refuse, remove: refuse };
}
