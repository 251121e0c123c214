import { once } from 'node:events';
import { hubSettingsFrom } from '@nestvec/core/hub';
import { invalid, messageOf } from '@nestvec/core/kit';
import { onnx } from '@nestvec/core/onnx';
import { createServer, type LogEntry } from '@nestvec/server';
import type { Command } from 'commander';
import { type EmbedderFlags, withEmbedderChoice } from '../embedder-flags.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { withJson } from '../flags.ts';
import type { Io } from '../io.ts';
import { imageLimitsOf, withImageLimits } from '../limit-flags.ts';
import { followPull } from '../model/follow-pull.ts';
import { openEmbedder } from '../open/embedder.ts';
import { createOutput } from '../output.ts';
import type { Run } from '../run.ts';
import { doorsOf } from '../serve/doors.ts';
import { type ServeFlags, serverOptionsOf, withServe } from '../serve/flags.ts';
import { keyVariable, readKeys } from '../serve/keys.ts';
import { styles } from '../text.ts';

/** Flags of `nestvec serve`. */
interface ServeCommandFlags extends ServeFlags, EmbedderFlags {
  readonly json: boolean;
  readonly pull: boolean;
}

/** SPDX id of the licence under which `--pull` may fetch a model. */
const licenceVariable = 'NESTVEC_ACCEPT_LICENCE';

const help = `
Without keys it answers to this machine alone. ${keyVariable} holds one key that opens everything; a file for --keys holds a list:
  [{"hash":"…","access":"embed","name":"shop","rate":{"requestsPerMinute":600}}]
A hash is what this prints: node -p "require('crypto').createHash('sha256').update(process.env.KEY).digest('hex')"

A line of JSON goes to stderr for every request, without contents and keys. Ctrl-C or SIGTERM answers what was accepted, then ends with 0.

Examples:
  $ nestvec serve
  $ nestvec serve --model jinaai/jina-clip-v2 --port 8484
  $ ${keyVariable}="$(openssl rand -base64 32)" nestvec serve --host 0.0.0.0 --names embed.example`;

/** Adds `nestvec serve`. */
export function addServe(program: Command, run: Run): void {
  const command = program
    .command('serve')
    .description(
      'embeddings over HTTP, as clients of OpenAI, Jina, Weaviate and Qdrant ask for them',
    );
  command.option(
    '--pull',
    `fetch --model where it is not here; ${licenceVariable}=CC-BY-NC-4.0 accepts jina-clip-v2's licence`,
    false,
  );
  withImageLimits(withEmbedderChoice(withJson(withServe(command))))
    .addHelpText('after', help)
    .action(async (flags: ServeCommandFlags) => {
      await run(flags.json, async (io) => await serve(flags, io));
    });
}

/** Serves until the signal fires. */
async function serve(flags: ServeCommandFlags, io: Io): Promise<ExitCode> {
  const { signal, stderr } = io;
  const keys = await readKeys(flags.keys, io);
  if (flags.pull) await pull(flags, io);
  const embedder = await openEmbedder(flags, io);
  try {
    const server = createServer({
      ...serverOptionsOf(flags),
      embedder,
      keys,
      imageLimits: imageLimitsOf(flags),
      onLog: (entry) => {
        if (flags.log || entry.level === 'error') stderr.write(`${lineOf(entry)}\n`);
      },
    });
    const { url } = await server.listen({ port: flags.port, hostname: flags.host });
    try {
      await server.ready();
      print(url, embedder.identity.model, keys.length > 0, flags.json, io);
      if (!signal.aborted) await once(signal, 'abort');
    } finally {
      await server.close();
    }
  } finally {
    await embedder.close();
  }
  return exitCodes.ok;
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

function print(url: string, model: string, hasKeys: boolean, json: boolean, io: Io): void {
  const output = createOutput(io, json);
  const { bold, dim } = styles(io.stdout);
  const doors = doorsOf(url, model.slice(model.lastIndexOf('/') + 1), hasKeys);
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
