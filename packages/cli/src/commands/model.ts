import {
  hubSettingsFrom,
  listModels,
  pullModel,
  verifyFiles,
  type Weights,
} from '@nestvec/core/hub';
import { inspectModel, onnx, verifyModel } from '@nestvec/core/onnx';
import { modelDirectory } from '@nestvec/mini-clip';
import type { Command } from 'commander';
import { type ExitCode, exitCodes } from '../exit.ts';
import { weightsOption, withJson } from '../flags.ts';
import type { Io } from '../io.ts';
import { printModels, printPulled, printVerified } from '../model/print.ts';
import { followPull } from '../model/follow-pull.ts';
import { locateModel } from '../open/model.ts';
import type { Run } from '../run.ts';

/** Flags of the commands below `nestvec model`. */
interface ModelCommandFlags {
  readonly weights?: Weights;
  readonly revision?: string;
  readonly json: boolean;
}

const help = `
Models lie in the Hugging Face cache, shared with Python's tools. From the environment: HF_HOME, HF_HUB_CACHE,
HF_ENDPOINT (a mirror), HF_TOKEN, HF_HUB_OFFLINE, HTTPS_PROXY, NO_PROXY.

Examples:
  $ nestvec model pull jinaai/jina-clip-v2
  $ nestvec model pull jinaai/jina-clip-v2 --weights q4
  $ nestvec model pull jinaai/jina-clip-v1
  $ nestvec model list
  $ nestvec model verify jinaai/jina-clip-v2`;

/** Adds `nestvec model` and what is below it. */
export function addModel(program: Command, run: Run): void {
  const group = program
    .command('model')
    .description('fetch, list and verify models')
    .addHelpText('after', help);
  withJson(group.command('pull').argument('<name>', 'such as jinaai/jina-clip-v2'))
    .description('fetch a model, or go on where an earlier try stopped')
    .addOption(weightsOption('variant of the weights (default: int8, 874 MB for jina-clip-v2)'))
    .option('--revision <revision>', 'branch, tag or commit (default: the pinned one)')
    .addHelpText('after', '\nExample:\n  $ nestvec model pull jinaai/jina-clip-v2 --weights q4')
    .action(async (name: string, flags: ModelCommandFlags) => {
      await run(flags.json, async (io) => await pull(name, flags, io));
    });
  withJson(
    group
      .command('list')
      .description(
        'list the models that are on this machine, and those that nestvec knows with their licences',
      ),
  )
    .addHelpText('after', '\nExample:\n  $ nestvec model list --json')
    .action(async (flags: ModelCommandFlags) => {
      await run(flags.json, async (io) => await list(flags, io));
    });
  withJson(group.command('verify').argument('<model>', 'name or directory'))
    .description(
      "check a model's files by checksum and its vectors by a self-test, and say what memory it takes",
    )
    .addOption(weightsOption())
    .addHelpText('after', '\nExample:\n  $ nestvec model verify mini-clip')
    .action(async (name: string, flags: ModelCommandFlags) => {
      await run(flags.json, async (io) => await verify(name, flags, io));
    });
}

/** Fetches a model into the cache. */
async function pull(model: string, flags: ModelCommandFlags, io: Io): Promise<ExitCode> {
  const { weights, revision, json } = flags;
  const follow = followPull(io, json);
  try {
    const settings = hubSettingsFrom(io.env);
    const options = { ...settings, ...follow.callbacks, model, weights, revision };
    const pulled = await pullModel({ ...options, signal: io.signal });
    follow.clear();
    printPulled(model, pulled, json, io);
    return exitCodes.ok;
  } finally {
    follow.clear();
  }
}

/** Lists mini-clip and the models in the cache. */
async function list({ json }: ModelCommandFlags, io: Io): Promise<ExitCode> {
  const { cacheDirectory } = hubSettingsFrom(io.env);
  printModels(await listModels(cacheDirectory), { cacheDirectory, modelDirectory }, json, io);
  return exitCodes.ok;
}

/** Proves a model by its files' checksums and by its vectors. */
async function verify(name: string, flags: ModelCommandFlags, io: Io): Promise<ExitCode> {
  const { signal } = io;
  const located = await locateModel({ model: name, weights: flags.weights }, io);
  const files = await verifyFiles(located.directory, { signal });
  const embedder = await onnx({ ...located, onWarning: (text) => io.stderr.write(`${text}\n`) });
  try {
    const { checks } = await verifyModel(embedder, { signal });
    const sides = await inspectModel({ directory: located.directory, weights: located.weights });
    const passed = printVerified({ ...located, files, checks, sides }, flags.json, io);
    return passed ? exitCodes.ok : exitCodes.error;
  } finally {
    await embedder.close();
  }
}
