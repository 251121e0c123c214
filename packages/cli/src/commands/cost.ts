import { modelFacts } from '@nestvec/core';
import { type HostedModelId, hostedModelIds, hostedModels } from '@nestvec/core/remote';
import { type CostOptions, estimateCost } from '@nestvec/core/cost';
import { openSource } from '@nestvec/sources';
import { type Command, Option } from 'commander';
import { type PriceFlags, pricesOf } from '../cost/prices.ts';
import { printCost } from '../cost/print.ts';
import { storageRules } from '../cost/storage-rules.ts';
import { findTokenizer, tokenizerOf } from '../cost/tokenizer.ts';
import { type EmbedderName, type RemoteFlags, withRates } from '../embedder-flags.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { asPath, nonNegative, positiveInteger, withJson } from '../flags.ts';
import {
  type FileFlags,
  fileOptionsOf,
  type ImageLimitFlags,
  imageLimitsOf,
  withFileLimits,
  withImageLimits,
} from '../limit-flags.ts';
import { take } from '../ingest/take.ts';
import type { Io } from '../io.ts';
import { openModel } from '../open/model.ts';
import { refuseKeys } from '../open/refuse-keys.ts';
import { hostedId } from '../open/remote.ts';
import type { Run } from '../run.ts';

/** Flags of `nestvec cost`. */
interface CostFlags extends RemoteFlags, PriceFlags, ImageLimitFlags, FileFlags {
  readonly embedder: EmbedderName;
  readonly model?: string;
  readonly tokenizer?: string;
  readonly limit?: number;
  readonly json: boolean;
}

const help = `
Nothing is sent and no key is needed. Images are read only with --image-policy original, where their size decides.

The price is what Jina publishes where a program can read it, with its date; give your own with --price, or with a file:
  {"currency":"USD","asOf":"2026-11-01","source":"our invoice","perMillionTokens":{"jina-clip-v2":0.02}}

Examples:
  $ nestvec cost ./photos
  $ nestvec cost shop.jsonl --requests-per-minute 500 --tokens-per-minute 2000000 --price 0.02
  $ nestvec cost shop.jsonl --embedder local --model jinaai/jina-clip-v2`;

/** Adds `nestvec cost`. */
export function addCost(program: Command, run: Run): void {
  const embedder = new Option('--embedder <name>', 'what would embed');
  const command = program
    .command('cost')
    .description('estimate what embedding and keeping a folder or a JSONL file would take')
    .argument('<path>', 'folder, .jsonl file, or one image or text')
    .addOption(embedder.choices(['jina', 'sagemaker', 'local']).default('jina'))
    .option('--model <model>', 'hosted model, or for local a model here (default: jina-clip-v2)')
    .option('--tokenizer <directory>', 'model directory whose tokenizer counts the texts', asPath)
    .option('--price <amount>', 'price of a million tokens, in USD', nonNegative)
    .option('--prices <file>', 'JSON file with prices', asPath)
    .option('--limit <n>', 'take the first n items only', positiveInteger);
  withFileLimits(withImageLimits(withRates(withJson(command))))
    .addHelpText('after', help)
    .action(async (path: string, flags: CostFlags) => {
      await run(flags.json, async (io) => await cost(path, flags, io));
    });
}

/** Counts what is at a path and prints what it would take. */
async function cost(path: string, flags: CostFlags, io: Io): Promise<ExitCode> {
  refuseKeys(flags);
  const { signal } = io;
  const { choice, localModel, close } = await choose(flags, io);
  try {
    const source = take(await openSource(path, { ...fileOptionsOf(flags), signal }), flags.limit);
    const report = await estimateCost(source, { ...choice, storage: await storageRules(), signal });
    const isRemote = flags.embedder !== 'local';
    const isRated = flags.embedder === 'jina';
    printCost(report, { isRemote, isRated, localModel, json: flags.json }, io);
    if (report.items.failed === report.items.read) return exitCodes.error;
    return report.items.failed === 0 ? exitCodes.ok : exitCodes.partial;
  } finally {
    await close();
  }
}

interface Chosen {
  readonly choice: CostOptions;
  readonly localModel?: string;
  readonly close: () => Promise<void>;
}

async function choose(flags: CostFlags, io: Io): Promise<Chosen> {
  if (flags.embedder === 'local') return await chooseLocal(flags, io);
  const model = hostedId(flags.model, '; for a model on this machine add --embedder local');
  const tokenizer = await findTokenizer(model, flags.tokenizer, io);
  const today = new Date().toISOString().slice(0, 10);
  const choice: CostOptions = {
    model,
    imagePolicy: flags.imagePolicy,
    imageLimits: imageLimitsOf(flags),
    countTokens: tokenizer?.countTokens,
    ...(flags.embedder === 'jina'
      ? {
          budgets: {
            requestsPerMinute: flags.requestsPerMinute,
            tokensPerMinute: flags.tokensPerMinute,
          },
          prices: await pricesOf(flags, model, today, io),
        }
      : // Paid by the hour.
        { budgets: unlimited, batch: { items: 32, bytes: 4_000_000 }, prices: false }),
  };
  return { choice, close: async () => await tokenizer?.close() };
}

const unlimited = {
  requestsPerMinute: Number.POSITIVE_INFINITY,
  tokensPerMinute: Number.POSITIVE_INFINITY,
};

/** A local model has no service's rules; those of its hosted sibling only say which contents it reads. */
async function chooseLocal(flags: CostFlags, io: Io): Promise<Chosen> {
  const embedder = await openModel(flags.model === undefined ? {} : { model: flags.model }, io);
  const { model, dimensions, imagePolicy } = embedder.identity;
  const { countTokens, close } = tokenizerOf(embedder);
  const lengths = modelFacts(model)?.trainedDimensions ?? [dimensions];
  const choice = {
    // A model of one's own has none, and one of texts alone is as that.
    model: siblingOf(model) ?? (imagePolicy === 'none' ? 'jina-embeddings-v3' : undefined),
    budgets: unlimited,
    prices: false,
    countTokens,
    dimensions: lengths,
  } as const;
  return { choice, localModel: model, close };
}

function siblingOf(model: string): HostedModelId | undefined {
  return hostedModelIds.find((id) => hostedModels[id].identity === model);
}
