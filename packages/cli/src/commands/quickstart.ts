import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { describeIdentity } from '@nestvec/core/compare';
import { invalid, messageOf } from '@nestvec/core/kit';
import type { Command } from 'commander';
import { type ExitCode, exitCodes } from '../exit.ts';
import type { Io } from '../io.ts';
import { openStore } from '../open/open-store.ts';
import type { DatabasePlace } from '../open/database.ts';
import { placeFlags, placeOf } from '../open/place.ts';
import { createOutput } from '../output.ts';
import { createPage } from '../page/page.ts';
import { asPath } from '../flags.ts';
import { type PlaceFlags, withPlace } from '../place-flags.ts';
import type { Run } from '../run.ts';
import { cataloguePath, readCatalogue } from '../quickstart/catalogue.ts';
import { collection, fill, openQuickstart } from '../quickstart/fill.ts';
import { checkFixed, compare } from '../quickstart/measure.ts';
import { printResult } from '../quickstart/print.ts';
import type { QuickstartResult } from '../quickstart/result.ts';
import { runSearches } from '../quickstart/searches.ts';
import { shellWord } from '../text.ts';

/** Flags of `nestvec quickstart`. */
interface QuickstartFlags extends PlaceFlags {
  readonly html?: string;
}

const help = `
Embeds a catalogue of images and captions in twelve languages with mini-clip, on this machine and without a
network but for a server named with --url, and searches it. The next run finds it there and only searches.

Examples:
  $ nestvec quickstart
  $ nestvec quickstart --data ./try --html ./try.html
  $ nestvec quickstart --store qdrant --url http://localhost:6333`;

/** Adds `nestvec quickstart`. */
export function addQuickstart(program: Command, run: Run): void {
  withPlace(program.command('quickstart'))
    .description('see it work: a catalogue of images, embedded and searched here')
    .option(
      '--html <file>',
      'where to write the page (default: quickstart.html in the data folder, else here)',
      asPath,
    )
    .addHelpText('after', help)
    .action(async (flags: QuickstartFlags) => {
      await run(flags.json, async (io) => await quickstart(flags, io));
    });
}

/** Fills the catalogue's collection where needed, searches it, prints the hits and writes the page. */
async function quickstart(flags: QuickstartFlags, io: Io): Promise<ExitCode> {
  const place = placeOf(flags, io);
  const result = await runQuickstart(place, flags.json, io);
  const page = pagePath(place, flags.html, io);
  await writePage(page, createPage(result, io.program));
  createOutput(io, flags.json).document({ ...result, page });
  printResult(result, page, flags, io);
  return exitCodes.ok;
}

async function runQuickstart(
  place: DatabasePlace,
  json: boolean,
  io: Io,
): Promise<QuickstartResult> {
  const { now } = io;
  const catalogue = readCatalogue();
  const store = await openStore(collection, place, io);
  const started = now();
  const index = await openQuickstart(store, place, io);
  try {
    const items = catalogue.items.size;
    const embedded = await fill(index, items, json, io);
    const filled = now();
    const searches = await runSearches(index, catalogue);
    const comparison = await compare(index, catalogue);
    const check = await checkFixed(index, catalogue);
    const seconds = { fill: (filled - started) / 1000, searches: (now() - filled) / 1000 };
    const model = describeIdentity(index.embedder.identity);
    return {
      model,
      collection,
      store: place.store,
      data: place.name,
      items,
      embedded,
      seconds,
      searches,
      comparison,
      check,
      serve: serveCommand(place, io),
    };
  } finally {
    await index.close();
  }
}

function serveCommand(place: DatabasePlace, { program }: Io): string {
  const shows = '--show name,category,language --show-text';
  const root = shellWord(cataloguePath(''));
  return `${program} serve ${collection} --public ${collection} ${shows} --root ${root}${placeFlags(place)}`;
}

function pagePath(place: DatabasePlace, html: string | undefined, { cwd }: Io): string {
  if (html !== undefined) return resolve(cwd, html);
  return join(place.folder ?? cwd, 'quickstart.html');
}

async function writePage(path: string, page: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, page);
  } catch (error) {
    throw invalid(
      '--html',
      `the page can't be written to ${path} (${messageOf(error)}); name another file`,
      error,
    );
  }
}
