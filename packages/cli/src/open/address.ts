import { isNestvecError } from '@nestvec/core';
import { closestName, invalid } from '@nestvec/core/kit';
import { checkCollectionName } from '@nestvec/core/store';
import type { Io } from '../io.ts';
import type { DatabasePlace, PlaceFlag } from './database.ts';
import { databases, type StoreName, storeNames, usualData } from './databases.ts';
import { placeOf } from './place.ts';

/** A collection in a database. */
export interface CollectionPlace {
  readonly place: DatabasePlace;
  readonly collection: string;
}

/** Flags that say more of an address than fits into it. */
export type AddressFlags = Readonly<Partial<Record<Exclude<PlaceFlag, 'data' | 'url'>, string>>>;

/** Addresses as people write them, one a database, for help texts. */
export const addressExamples: readonly string[] = storeNames.map((store) => exampleOf(store));

/**
 * Reads `lancedb:./data#photos`, `qdrant:http://localhost:6333#photos` or `postgres://me@localhost/db#photos`; a name alone is a
 * collection of the usual folder. `argument` is what an error calls it. Throws `invalid-input`, which never repeats an address.
 */
export function readAddress(
  text: string,
  argument: string,
  flags: AddressFlags,
  io: Pick<Io, 'cwd'>,
): CollectionPlace {
  const at = text.lastIndexOf('#');
  const where = at === -1 ? text : text.slice(0, at);
  const name = at === -1 ? undefined : text.slice(at + 1);
  const colon = where.indexOf(':');
  if (colon === -1 && name === undefined) {
    checkName(text, argument, storeNames[0]);
    return { place: placed({ store: storeNames[0] }, argument, flags, io), collection: text };
  }
  const store = storeOf(colon === -1 ? where : where.slice(0, colon), argument);
  if (name === undefined || name === '')
    throw invalid(argument, `names no collection; put it behind #, such as ${exampleOf(store)}`);
  checkName(name, argument, store);
  const rest = colon === -1 ? '' : where.slice(colon + 1);
  return { place: placed({ store, rest, where }, argument, flags, io), collection: name };
}

interface Parts {
  readonly store: StoreName;
  /** What stands between the database and the collection. */
  readonly rest?: string;
  /** The same with the database. */
  readonly where?: string;
}

function placed(
  { store, rest = '', where = '' }: Parts,
  argument: string,
  flags: AddressFlags,
  io: Pick<Io, 'cwd'>,
): DatabasePlace {
  const { takes, isHosted, urlSchemes = [] } = databases[store];
  // A URL may begin with the database's own name.
  const isUrl = rest.startsWith('//') && urlSchemes.includes(`${where.split(':', 1)[0]}:`);
  const value = isUrl ? where : rest;
  if (value === '' && takes.data === undefined && isHosted !== true)
    throw invalid(argument, `has no address of a server; write it as ${exampleOf(store)}`);
  // oxlint-disable-next-line no-control-regex -- what no path and no address holds
  if (/[\u0000-\u001F\u007F]/.test(value))
    throw invalid(argument, 'holds control characters; write it without');
  const flag = takes.data === undefined ? 'url' : 'data';
  try {
    const given = value === '' ? {} : { [flag]: value };
    return placeOf({ store, ...given, ...flags }, io);
  } catch (error) {
    if (!isNestvecError(error, 'invalid-input') || error.details.field !== `--${flag}`) throw error;
    throw invalid(argument, error.message.replace(`--${flag}: `, ''), error);
  }
}

function storeOf(given: string, argument: string): StoreName {
  const wanted = given === 'postgresql' ? 'postgres' : given;
  const store = storeNames.find((known) => known === wanted);
  if (store !== undefined) return store;
  const closest = closestName(given, storeNames);
  const isPlain = /^[A-Za-z]{1,20}$/.test(given);
  const guess = closest === undefined ? '' : `; did you mean ${closest}?`;
  throw invalid(
    argument,
    `begins with ${isPlain ? given : 'no database'}${guess === '' ? `; write one of ${addressExamples.join(', ')}` : guess}`,
  );
}

function checkName(name: string, argument: string, store: StoreName): void {
  try {
    checkCollectionName(name, argument);
  } catch (error) {
    if (!isNestvecError(error, 'invalid-input')) throw error;
    throw invalid(
      argument,
      `${error.message.replace(`${argument}: `, '')}, as in ${exampleOf(store)}`,
      error,
    );
  }
}

function exampleOf(store: StoreName): string {
  const { takes, isHosted, urlSchemes } = databases[store];
  if (isHosted === true) return `${store}:#photos`;
  if (urlSchemes !== undefined) return `${takes.url ?? ''}#photos`;
  return `${store}:${takes.url ?? `./${usualData}`}#photos`;
}
