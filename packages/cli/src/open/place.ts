import { resolve } from 'node:path';
import { invalid } from '@nestvec/core/kit';
import type { Io } from '../io.ts';
import type { PlaceFlags } from '../place-flags.ts';
import { readObject } from '../read-object.ts';
import { shellWord } from '../text.ts';
import type { Database, DatabasePlace, PlaceFlag } from './database.ts';
import { databases, storeNames } from './databases.ts';
import { regionOf } from './pinecone-options.ts';

const flagNames: Readonly<Record<PlaceFlag, string>> = {
  data: '--data',
  url: '--url',
  grpcUrl: '--grpc-url',
  cloud: '--cloud',
  attach: '--attach',
};
const placeFlagNames = Object.keys(flagNames) as PlaceFlag[]; // the table's own keys

/** Reads where the collections are. Throws `invalid-input` for flags that do not go together. */
export function placeOf(given: Omit<PlaceFlags, 'json'>, io: Pick<Io, 'cwd'>): DatabasePlace {
  const { store } = given;
  const database = databases[store];
  const { title, takes, isHosted } = database;
  const flags: Partial<Record<PlaceFlag, string>> = {};
  let attach: { readonly attach?: unknown } = {};
  for (const flag of placeFlagNames) {
    const value = given[flag];
    if (value === undefined) continue;
    if (takes[flag] === undefined) throw wrongFlag(flag, store);
    flags[flag] = checked(flag, value, database);
    if (flag === 'attach') attach = { attach: readObject('--attach', value, io) };
  }
  if (takes.data !== undefined) {
    const name = flags.data ?? takes.data;
    return name.includes('://')
      ? { store, name, flags, ...attach }
      : { store, name, flags, ...attach, folder: resolve(io.cwd, name) };
  }
  if (flags.url !== undefined) return { store, name: flags.url, flags, ...attach };
  if (isHosted === true) return { store, name: title, flags, ...attach };
  throw invalid('--url', `--store ${store} needs an address; add --url ${takes.url ?? ''}`);
}

/** Flags that name this place, for a command to be shown; with a space before, nothing for the usual one. */
export function placeFlags(place: DatabasePlace): string {
  const { takes } = databases[place.store];
  const words = placeFlagNames.flatMap((flag) => {
    const value = place.flags[flag];
    if (value === undefined || (flag === 'data' && value === takes.data)) return [];
    return [flagNames[flag], shellWord(value)];
  });
  if (place.store !== storeNames[0]) words.unshift('--store', place.store);
  return words.map((word) => ` ${word}`).join('');
}

function wrongFlag(flag: PlaceFlag, store: string): Error {
  const others = storeNames.filter((name) => databases[name].takes[flag] !== undefined);
  const titles = others.map((name) => databases[name].title);
  const choice = others.map((name) => `--store ${name}`).join(' or ');
  return invalid(
    flagNames[flag],
    `is for ${new Intl.ListFormat('en').format(titles)}; leave it out, since --store is ${store}, or add ${choice}`,
  );
}

function checked(flag: PlaceFlag, value: string, database: Database): string {
  if (flag === 'data' || flag === 'attach') return value;
  if (flag !== 'cloud') return serverUrl(value, flag, database);
  regionOf(value);
  return value;
}

/** What a URL could hide a key in is refused, and never repeated. */
function serverUrl(url: string, flag: PlaceFlag, database: Database): string {
  const { takes, keyVariable = '', urlSchemes } = database;
  const name = flagNames[flag];
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !(urlSchemes ?? ['http:', 'https:']).includes(parsed.protocol))
    throw invalid(
      name,
      `must be ${urlSchemes === undefined ? 'an http or https URL' : `a ${urlSchemes[0] ?? ''}// URL`}, such as ${takes[flag] ?? ''}`,
    );
  const { username, password, searchParams, search, hash } = parsed;
  const isAddress =
    urlSchemes === undefined
      ? username + password + search + hash === ''
      : password + hash === '' && !searchParams.has('password');
  if (!isAddress) throw invalid(name, `must be an address only; set ${keyVariable} to give a key`);
  return parsed.href.replace(/\/+$/, '');
}
