import { once } from 'node:events';
import { resolve } from 'node:path';
import { hubSettingsFrom } from '@nestvec/core/hub';
import { invalid, messageOf } from '@nestvec/core/kit';
import { onnx } from '@nestvec/core/onnx';
import { createMcp } from '@nestvec/mcp';
import { createServer, type LogEntry, type Server, type ServerOptions } from '@nestvec/server';
import { catalogPage } from '@nestvec/web';
import type { Command } from 'commander';
import { type EmbedderFlags, withEmbedder } from '../embedder-flags.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import type { Io } from '../io.ts';
import { imageLimitsOf } from '../limit-flags.ts';
import { followPull } from '../model/follow-pull.ts';
import { placeOf } from '../open/place.ts';
import { createOutput } from '../output.ts';
import { type PlaceFlags, withPlace } from '../place-flags.ts';
import type { Run } from '../run.ts';
import { type Door, doorsOf } from '../serve/doors.ts';
import { type ServeFlags, serverOptionsOf, shownFields, withServe } from '../serve/flags.ts';
import { indexDoors } from '../serve/index-doors.ts';
import { keyVariable, readKeys } from '../serve/keys.ts';
import { openIndexes } from '../serve/open-indexes.ts';
import { type PageFlags, withPage } from '../serve/page-flags.ts';
import { asFlags, pageSettingsOf } from '../serve/page-settings.ts';
import { servedIndexes } from '../serve/served-indexes.ts';
import { styles } from '../text.ts';

/** Flags of `nestvec serve`. */
interface ServeCommandFlags extends ServeFlags, PageFlags, EmbedderFlags, PlaceFlags {
  readonly pull: boolean;
}

/** SPDX id of the licence under which `--pull` may fetch a model. */
const licenceVariable = 'NESTVEC_ACCEPT_LICENCE';

const help = `
Without keys it answers to this machine alone. ${keyVariable} holds one key that opens everything; a file for --keys holds a list:
  [{"hash":"…","access":"embed","name":"shop","rate":{"requestsPerMinute":600}},
   {"hash":"…","access":"read","indexes":["shop"],"tenant":"acme","filter":{"stock":{"$gt":0}},"fields":["title","price"]}]
A hash is what this prints: node -p "require('crypto').createHash('sha256').update(process.env.KEY).digest('hex')"

A line of JSON goes to stderr for every request, without contents and keys. Ctrl-C or SIGTERM answers what was accepted, then ends with 0.

Collections are searched with a key, or without one where --public names them; then nothing but --show is shown, filtered or counted.
The address itself opens a page to search them with, and /instantsearch answers InstantSearch.
Images are shown from --root and --allow-image-url alone, made anew.

Examples:
  $ nestvec serve
  $ nestvec serve photos --public photos --show title,price --root ./photos
  $ nestvec serve shop --public shop --show title,price,in_stock --heading "Our shop" --currency EUR --boost in_stock=true:0.3
  $ nestvec serve shop --store qdrant --url http://localhost:6333 --keys keys.json --cors https://shop.example
  $ nestvec serve --model jinaai/jina-clip-v2 --port 8484
  $ ${keyVariable}="$(openssl rand -base64 32)" nestvec serve --host 0.0.0.0 --names embed.example`;

/** Adds `nestvec serve`. */
export function addServe(program: Command, run: Run): void {
  const command = program
    .command('serve')
    .description(
      'embeddings over HTTP, as clients of OpenAI, Jina, Weaviate and Qdrant ask for them, and searches of collections',
    )
    .argument('[collections...]', 'collections to search');
  command.option(
    '--pull',
    `fetch --model where it is not here; ${licenceVariable}=CC-BY-NC-4.0 accepts jina-clip-v2's licence`,
    false,
  );
  withEmbedder(withPlace(withPage(withServe(command))))
    .addHelpText('after', help)
    .action(async (collections: readonly string[], flags: ServeCommandFlags) => {
      await run(flags.json, async (io) => await serve(collections, flags, io));
    });
}

/** Serves until the signal fires. */
async function serve(
  collections: readonly string[],
  flags: ServeCommandFlags,
  io: Io,
): Promise<ExitCode> {
  const { signal, stderr } = io;
  const keys = await readKeys(flags.keys, io);
  const hasKeys = keys.length > 0;
  const options = serverOptionsOf(flags, collections, hasKeys);
  const place = placeOf(flags, io);
  if (flags.pull) await pull(flags, io);
  const opened = await openIndexes([...new Set(collections)], place, flags, io);
  try {
    const { indexes, embedder } = opened;
    const log = (error: Error): void => stderr.write(`error: /mcp: ${error.message}\n`);
    const page = collections.length === 0 ? undefined : catalogPage();
    const pageSettings = await pageSettingsOf(flags, {
      indexes,
      hasPage: page !== undefined,
      cwd: io.cwd,
    });
    const server = serverOf(flags, {
      ...options,
      imageRoots: options.imageRoots?.map((folder) => resolve(io.cwd, folder)),
      embedder,
      indexes,
      mcp: collections.length === 0 ? undefined : createMcp({ onError: log }),
      page,
      pageSettings,
      keys,
      imageLimits: imageLimitsOf(flags),
      onLog: (entry) => {
        if (flags.log || entry.level === 'error') stderr.write(`${lineOf(entry)}\n`);
      },
    });
    const { url } = await server.listen({ port: flags.port, hostname: flags.host });
    try {
      await server.ready();
      const { model } = embedder.identity;
      const doors = [...doorsOf(url, model.slice(model.lastIndexOf('/') + 1), hasKeys)];
      const isPublic = flags.public !== undefined;
      const shown = isPublic ? shownFields(flags) : undefined;
      const open = Object.entries(indexes).filter(([name]) => flags.public?.includes(name) ?? true);
      const served = await servedIndexes(Object.fromEntries(open), shown, server, signal);
      doors.push(...indexDoors(url, served, { needsKey: !isPublic, hasPage: page !== undefined }));
      print({ url, model, doors, hasKeys }, flags.json, io);
      if (!signal.aborted) await once(signal, 'abort');
    } finally {
      await server.close();
    }
  } finally {
    await opened.close();
  }
  return exitCodes.ok;
}

/** `createServer`, whose errors about the page name the flags. */
function serverOf(flags: PageFlags, options: ServerOptions): Server {
  try {
    return createServer(options);
  } catch (error) {
    throw asFlags(error, flags);
  }
}

/** Fetches the model that `--model` names, unless it is there, under the licence that the environment accepts. */
async function pull({ model, weights, json }: ServeCommandFlags, io: Io): Promise<void> {
  if (model === undefined) throw invalid('--pull', 'fetches a model; name it with --model');
  const follow = followPull(io, json);
  try {
    const fetched = await onnx({
      model,
      weights,
      pull: true,
      acceptLicence: io.env[licenceVariable] || undefined,
      hub: hubSettingsFrom(io.env),
      onProgress: follow.callbacks.onProgress,
      signal: io.signal,
    });
    await fetched.close();
  } finally {
    follow.clear();
  }
}

/** What is printed of a server. */
interface Printed {
  readonly url: string;
  readonly model: string;
  readonly doors: readonly Door[];
  readonly hasKeys: boolean;
}

function print({ url, model, doors, hasKeys }: Printed, json: boolean, io: Io): void {
  const output = createOutput(io, json);
  const { bold, dim } = styles(io.stdout);
  output.document({ url, model, doors });
  output.line(`${model} at ${bold(url)}${hasKeys ? '' : ', for this machine alone'}\n`);
  for (const { for: name, address, curl, client } of doors) {
    output.line(`${bold(name)}  ${address}`);
    output.line(`  ${client}`);
    if (curl !== undefined) output.line(`  ${dim(curl)}`);
  }
  output.line(
    `\n${dim(`description: ${url}/openapi.json   state: ${url}/ready   metrics: ${url}/metrics`)}`,
  );
}

/** One line of JSON, which log collectors read. */
function lineOf({ error, ...entry }: LogEntry): string {
  const ms = Math.round(entry.ms * 10) / 10;
  const why = error === undefined ? {} : { error: messageOf(error) };
  return JSON.stringify({ time: new Date().toISOString(), ...entry, ms, ...why });
}
