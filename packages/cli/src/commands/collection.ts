import { invalid } from '@nestvec/core';
import type { Command } from 'commander';
import { printCollection, printCollections } from '../collection/print.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { type DataFlags, withData } from '../flags.ts';
import type { Io } from '../io.ts';
import { dataUri, noCollection, openStore } from '../open/data.ts';
import { listCollections } from '../open/list-collections.ts';
import { createOutput } from '../output.ts';
import type { Run } from '../program.ts';
import { count } from '../text.ts';

/** What `nestvec collection drop` is told. */
interface DropFlags extends DataFlags {
  readonly yes: boolean;
}

const help = `
Examples:
  $ nestvec collection list
  $ nestvec collection show photos
  $ nestvec collection drop photos --yes`;

/** Adds `nestvec collection` and what is below it. */
export function addCollection(program: Command, run: Run): void {
  const group = program
    .command('collection')
    .description('list, show and drop collections')
    .addHelpText('after', help);
  withData(group.command('list').description('list the collections with their counts'))
    .addHelpText('after', '\nExample:\n  $ nestvec collection list --data ./vectors')
    .action(async (flags: DataFlags) => {
      await run(flags.json, async (io) => await list(flags, io));
    });
  withData(group.command('show').argument('<name>').description('show what a collection holds'))
    .addHelpText('after', '\nExample:\n  $ nestvec collection show photos --json')
    .action(async (name: string, flags: DataFlags) => {
      await run(flags.json, async (io) => await show(name, flags, io));
    });
  withData(group.command('drop').argument('<name>').description('remove a collection for good'))
    .option('--yes', 'do not ask', false)
    .addHelpText('after', '\nExample:\n  $ nestvec collection drop photos --yes')
    .action(async (name: string, flags: DropFlags) => {
      await run(flags.json, async (io) => await drop(name, flags, io));
    });
}

/** Lists the collections of a database. */
async function list(flags: DataFlags, io: Io): Promise<ExitCode> {
  const names = await listCollections(dataUri(flags.data, io));
  const found = [];
  for (const name of names) {
    const store = openStore(name, flags, io);
    found.push({ name, description: await store.describe({ signal: io.signal }) });
    await store.close();
  }
  printCollections(found, flags, io);
  return exitCodes.ok;
}

/** Shows one collection. */
async function show(name: string, flags: DataFlags, io: Io): Promise<ExitCode> {
  const store = openStore(name, flags, io);
  const description = await store.describe({ signal: io.signal });
  await store.close();
  if (description === undefined) throw await noCollection(name, flags, io);
  printCollection({ name, description }, flags, io);
  return exitCodes.ok;
}

/** Removes a collection, after asking where someone can answer. */
export async function drop(name: string, flags: DropFlags, io: Io): Promise<ExitCode> {
  const output = createOutput(io, flags.json);
  const store = openStore(name, flags, io);
  const description = await store.describe({ signal: io.signal });
  if (description === undefined) throw await noCollection(name, flags, io);
  if (!flags.yes && !(await consents(name, description.count, io))) {
    output.document({ collection: name, dropped: false });
    output.note('kept');
    return exitCodes.error;
  }
  const dropped = await store.drop({ signal: io.signal });
  await store.close();
  output.document({ collection: name, dropped, records: description.count });
  output.line(`dropped ${name} with its ${count(description.count, 'record')}`);
  return exitCodes.ok;
}

async function consents(name: string, records: number, io: Io): Promise<boolean> {
  if (io.ask === undefined) {
    throw invalid(
      '--yes',
      `dropping ${name} removes ${count(records, 'record')} for good; add --yes to do it`,
    );
  }
  const answer = await io.ask(
    `Remove ${name} and its ${count(records, 'record')} for good? [y/N] `,
  );
  return /^y(es)?$/i.test(answer.trim());
}
