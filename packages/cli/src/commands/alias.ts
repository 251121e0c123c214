import { isNestvecError, NestvecError, type Store } from '@nestvec/core';
import { checkCollectionName } from '@nestvec/core/store';
import type { Command } from 'commander';
import { type ExitCode, exitCodes } from '../exit.ts';
import type { Io } from '../io.ts';
import type { DatabasePlace } from '../open/database.ts';
import { noCollection } from '../open/no-collection.ts';
import { openStore } from '../open/open-store.ts';
import { placeFlags, placeOf } from '../open/place.ts';
import { createOutput } from '../output.ts';
import { type PlaceFlags, withPlace } from '../place-flags.ts';
import type { Run } from '../run.ts';

/** Flags of `nestvec alias move`. */
interface MoveFlags extends PlaceFlags {
  readonly from?: string;
  readonly otherModel: boolean;
}

const help = `
An alias is another name of a collection; every command and every app can open the collection by it. A move leads it to another collection
in one step: open apps follow, with writes at once and with searches within 1.5 seconds. Pinecone has no aliases.

Examples:
  $ nestvec alias set live photos
  $ nestvec search live "two dogs"
  $ nestvec copy photos photos_v2 --embed local:jinaai/jina-clip-v2
  $ nestvec alias move live photos_v2 --other-model
  $ nestvec alias show
  $ nestvec alias remove live`;

/** Adds `nestvec alias` and what is below it. */
export function addAlias(program: Command, run: Run): void {
  const group = program
    .command('alias')
    .description('give collections other names, and lead those elsewhere without a gap in service')
    .addHelpText('after', help);
  withPlace(
    group
      .command('set')
      .argument('<alias>', 'the other name')
      .argument('<collection>', 'the collection that it leads to')
      .description('give a collection another name'),
  )
    .addHelpText('after', '\nExample:\n  $ nestvec alias set live photos')
    .action(async (alias: string, collection: string, flags: PlaceFlags) => {
      await run(flags.json, async (io) => await set(alias, collection, flags, io));
    });
  withPlace(
    group
      .command('show')
      .argument('[alias]', 'the other name (default: all)')
      .description('show where aliases lead'),
  )
    .addHelpText('after', '\nExample:\n  $ nestvec alias show --json')
    .action(async (alias: string | undefined, flags: PlaceFlags) => {
      await run(flags.json, async (io) => await show(alias, flags, io));
    });
  withPlace(
    group
      .command('move')
      .argument('<alias>', 'the other name')
      .argument('<collection>', 'the collection that it leads to from now on')
      .description('lead an alias to another collection, in one step'),
  )
    .option('--from <collection>', 'move only if it leads there now')
    .option('--other-model', 'the new collection may be filled by another model', false)
    .addHelpText('after', '\nExample:\n  $ nestvec alias move live photos_v2 --other-model')
    .action(async (alias: string, collection: string, flags: MoveFlags) => {
      await run(flags.json, async (io) => await move(alias, collection, flags, io));
    });
  withPlace(
    group
      .command('remove')
      .argument('<alias>', 'the other name')
      .description('take an alias away, and nothing else'),
  )
    .addHelpText('after', '\nExample:\n  $ nestvec alias remove live')
    .action(async (alias: string, flags: PlaceFlags) => {
      await run(flags.json, async (io) => await remove(alias, flags, io));
    });
}

async function set(
  alias: string,
  collection: string,
  flags: PlaceFlags,
  io: Io,
): Promise<ExitCode> {
  await withAliases(alias, flags, io, async (aliases) => {
    await aliases.set(alias, collection, { signal: io.signal });
  });
  const output = createOutput(io, flags.json);
  output.document({ alias, collection });
  output.line(`${alias} leads to ${collection}`);
  return exitCodes.ok;
}

async function show(alias: string | undefined, flags: PlaceFlags, io: Io): Promise<ExitCode> {
  const place = placeOf(flags, io);
  const found = await withAliases(alias ?? 'any', flags, io, async (aliases) => {
    const all = await aliases.list({ signal: io.signal });
    return alias === undefined ? all : all.filter((one) => one.alias === alias);
  });
  if (alias !== undefined && found.length === 0) throw noAlias(alias, place, io);
  const output = createOutput(io, flags.json);
  output.document({ aliases: found });
  for (const one of found) output.line(`${one.alias} leads to ${one.collection}`);
  if (found.length === 0) output.line(`no aliases in ${place.name}`);
  return exitCodes.ok;
}

async function move(
  alias: string,
  collection: string,
  flags: MoveFlags,
  io: Io,
): Promise<ExitCode> {
  const { from, otherModel } = flags;
  const moved = await withAliases(alias, flags, io, async (aliases) =>
    aliases.move(alias, collection, { from, otherModel, signal: io.signal }),
  );
  const output = createOutput(io, flags.json);
  output.document(moved);
  output.line(
    moved.from === moved.to
      ? `${alias} leads to ${moved.to} already`
      : `${alias} leads to ${moved.to}, and no longer to ${moved.from}`,
  );
  if (moved.verdict !== 'equal')
    output.line(
      moved.fields.length === 0
        ? 'one of them does not say which model filled it'
        : `they were filled by different models: ${moved.fields.join(', ')} differ`,
    );
  return exitCodes.ok;
}

async function remove(alias: string, flags: PlaceFlags, io: Io): Promise<ExitCode> {
  const removed = await withAliases(alias, flags, io, async (aliases) =>
    aliases.remove(alias, { signal: io.signal }),
  );
  if (!removed) throw noAlias(alias, placeOf(flags, io), io);
  const output = createOutput(io, flags.json);
  output.document({ alias, removed });
  output.line(`removed the alias ${alias}`);
  return exitCodes.ok;
}

async function withAliases<Result>(
  alias: string,
  flags: PlaceFlags,
  io: Io,
  task: (aliases: Store['aliases']) => Promise<Result>,
): Promise<Result> {
  const place = placeOf(flags, io);
  checkCollectionName(alias, 'alias');
  const store = await openStore(alias, place, io);
  try {
    return await task(store.aliases);
  } catch (error) {
    throw await inWords(error, place, io);
  } finally {
    await store.close();
  }
}

/** What core says of its options, in the words of the command line. */
async function inWords(error: unknown, place: DatabasePlace, io: Io): Promise<unknown> {
  if (isNestvecError(error, 'not-found'))
    return error.details.what === 'alias'
      ? noAlias(error.details.name, place, io)
      : await noCollection(error.details.name, place, io);
  if (!isNestvecError(error, 'identity')) return error;
  const message = error.message.replace('pass otherModel: true', 'add --other-model');
  return new NestvecError('identity', message, error.details, { cause: error });
}

function noAlias(alias: string, place: DatabasePlace, io: Io): NestvecError<'not-found'> {
  return new NestvecError(
    'not-found',
    `there is no alias ${alias} in ${place.name}; see those that are there with: ${io.program} alias show${placeFlags(place)}`,
    { what: 'alias', name: alias },
  );
}
