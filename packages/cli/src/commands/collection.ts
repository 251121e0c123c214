import { type CollectionDescription, isNestvecError } from '@nestvec/core';
import { invalid } from '@nestvec/core/kit';
import { type Alias, checkCollectionName } from '@nestvec/core/store';
import type { Command } from 'commander';
import { askConsent } from '../collection/consent.ts';
import { type FoundCollection, printCollection, printCollections } from '../collection/print.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import type { Io } from '../io.ts';
import { listCollections } from '../open/list-collections.ts';
import { noCollection } from '../open/no-collection.ts';
import { openStore } from '../open/open-store.ts';
import type { DatabasePlace } from '../open/database.ts';
import { placeOf } from '../open/place.ts';
import { createOutput } from '../output.ts';
import { type PlaceFlags, withPlace } from '../place-flags.ts';
import type { Run } from '../run.ts';
import { count } from '../text.ts';
import { addChange } from './change.ts';

/** Flags of `nestvec collection drop`. */
interface DropFlags extends PlaceFlags {
  readonly yes: boolean;
}

const help = `
Examples:
  $ nestvec collection list
  $ nestvec collection show photos
  $ nestvec collection plan photos --vectors image_128:128
  $ nestvec collection apply photos --vectors image_128:128
  $ nestvec collection drop photos --yes`;

/** Adds `nestvec collection` and what is below it. */
export function addCollection(program: Command, run: Run): void {
  const group = program
    .command('collection')
    .description('list, show, change and drop collections')
    .addHelpText('after', help);
  withPlace(group.command('list').description('list the collections with their counts'))
    .addHelpText(
      'after',
      '\nExamples:\n  $ nestvec collection list --data ./vectors\n  $ nestvec collection list --store qdrant --url http://localhost:6333',
    )
    .action(async (flags: PlaceFlags) => {
      await run(flags.json, async (io) => await list(flags, io));
    });
  withPlace(group.command('show').argument('<name>').description('show what a collection holds'))
    .addHelpText('after', '\nExample:\n  $ nestvec collection show photos --json')
    .action(async (name: string, flags: PlaceFlags) => {
      await run(flags.json, async (io) => await show(name, flags, io));
    });
  withPlace(group.command('drop').argument('<name>').description('remove a collection for good'))
    .option('--yes', 'do not ask', false)
    .addHelpText('after', '\nExample:\n  $ nestvec collection drop photos --yes')
    .action(async (name: string, flags: DropFlags) => {
      await run(flags.json, async (io) => await drop(name, flags, io));
    });
  addChange(group, run);
}

/** Lists the collections of a database. */
async function list(flags: PlaceFlags, io: Io): Promise<ExitCode> {
  const place = placeOf(flags, io);
  const found: FoundCollection[] = [];
  for (const name of await listCollections(place, io)) {
    const description = isUsable(name) ? await describe(name, place, io) : undefined;
    found.push({ name, description });
  }
  printCollections(found, await aliasesOf(place, io), place, flags.json, io);
  return exitCodes.ok;
}

/** Other names of collections: none where the database has no such, `undefined` where it does not list them, as for a key of few rights. */
async function aliasesOf(place: DatabasePlace, io: Io): Promise<readonly Alias[] | undefined> {
  const store = await openStore('any', place, io); // aliases are the database's; this is never asked for
  try {
    if (store.capabilities.aliases === false) return [];
    return await store.aliases.list({ signal: io.signal });
  } catch (error) {
    if (isNestvecError(error, 'store')) return undefined;
    throw error;
  } finally {
    await store.close();
  }
}

/** Others may have used names that nestvec can't open. */
function isUsable(name: string): boolean {
  try {
    checkCollectionName(name, 'name');
    return true;
  } catch (error) {
    if (isNestvecError(error, 'invalid-input')) return false;
    throw error;
  }
}

/** Shows one collection. */
async function show(name: string, flags: PlaceFlags, io: Io): Promise<ExitCode> {
  const place = placeOf(flags, io);
  const found = await examine(name, place, io);
  if (found === undefined) throw await noCollection(name, place, io);
  printCollection(found, place, flags.json, io);
  return exitCodes.ok;
}

async function examine(
  name: string,
  place: DatabasePlace,
  io: Io,
): Promise<FoundCollection | undefined> {
  const store = await openStore(name, place, io);
  const call = { signal: io.signal };
  try {
    const description = await store.describe(call);
    if (description === undefined) return undefined;
    const tenants = description.spec?.tenants === true ? await store.tenants(call) : undefined;
    return { name, description, tenants };
  } finally {
    await store.close();
  }
}

async function describe(
  name: string,
  place: DatabasePlace,
  io: Io,
): Promise<CollectionDescription | undefined> {
  const store = await openStore(name, place, io);
  try {
    return await store.describe({ signal: io.signal });
  } finally {
    await store.close();
  }
}

/** Removes a collection, after asking where someone can answer. */
export async function drop(name: string, flags: DropFlags, io: Io): Promise<ExitCode> {
  const place = placeOf(flags, io);
  const output = createOutput(io, flags.json);
  const description = await describe(name, place, io);
  if (description === undefined) throw await noCollection(name, place, io);
  const { count: records = 0 } = description;
  if (!flags.yes && !(await consents(name, records, io))) {
    output.document({ collection: name, dropped: false });
    output.note('kept');
    return exitCodes.error;
  }
  const store = await openStore(name, place, io);
  const dropped = await store.drop({ signal: io.signal });
  await store.close();
  output.document({ collection: name, dropped, records });
  output.line(`dropped ${name} with its ${count(records, 'record')}`);
  return exitCodes.ok;
}

async function consents(name: string, records: number, io: Io): Promise<boolean> {
  const loss = count(records, 'record');
  const answer = await askConsent(`Remove ${name} and its ${loss} for good?`, io);
  if (answer !== undefined) return answer;
  throw invalid('--yes', `dropping ${name} removes ${loss} for good; add --yes to do it`);
}
