import { type Command, Option } from 'commander';
import { type Dialect, dialects, type ImagePolicy } from '@nestvec/core/remote';
import { type ModelFlags, positiveInteger, withModel, withModelChoice } from './flags.ts';
import { type ImageLimitFlags, withImageLimits } from './limit-flags.ts';

const embedderNames = ['local', 'jina', 'sagemaker'] as const;

/** What embeds: a model on this machine, Jina's API or what speaks the same, or an endpoint of Amazon SageMaker. */
export type EmbedderName = (typeof embedderNames)[number];

/** Flags of a remote embedder. What it may be asked with, and how fast; never a key. */
export interface RemoteFlags {
  readonly baseUrl?: string;
  readonly dialect?: Dialect;
  readonly facts?: string;
  readonly keyVariable?: string;
  readonly endpoint?: string;
  readonly region?: string;
  readonly shape?: 'clip-v2' | 'clip-v1';
  readonly imagePolicy?: ImagePolicy;
  readonly requestsPerMinute?: number;
  readonly tokensPerMinute?: number;
  readonly concurrency?: number;
  readonly spendTokens?: number;
  /** Given only to be refused. */
  readonly apiKey?: unknown;
}

/** Flags of every command that embeds for a collection. */
export interface EmbedderFlags extends ModelFlags, RemoteFlags, ImageLimitFlags {
  readonly embedder?: EmbedderName;
}

/** Adds `--embedder`, what it needs, `--model` and its like, and the limits of images. */
export function withEmbedder(command: Command): Command {
  return withImageLimits(withRemote(withModel(withEmbedderName(command))));
}

/** The same without `--accept-near`, where there is no collection. */
export function withEmbedderChoice(command: Command): Command {
  return withRemote(withModelChoice(withEmbedderName(command)));
}

function withEmbedderName(command: Command): Command {
  const name = new Option(
    '--embedder <name>',
    "what embeds (default: what filled the collection, else local); jina's key is read from the environment only, JINA_API_KEY",
  );
  return command.addOption(name.choices(embedderNames));
}

/** Adds what a remote embedder needs. */
export function withRemote(command: Command): Command {
  return withRates(
    command
      .option(
        '--base-url <url>',
        'address of a server that speaks Jina’s API or another --dialect (default: Jina’s own)',
      )
      .addOption(
        new Option('--dialect <dialect>', 'what that server speaks (default: jina)').choices(
          dialects,
        ),
      )
      .option(
        '--facts <file>',
        'JSON file about a model that nestvec has no row for: {"dimensions":384,"maxTokens":512}',
      )
      .option(
        '--key-variable <name>',
        'environment variable that holds the key (default: JINA_API_KEY)',
      )
      .option('--endpoint <name>', 'endpoint of SageMaker; AWS credentials are found as always')
      .option('--region <region>', 'region of the endpoint (default: AWS’s usual settings)')
      .addOption(
        new Option('--shape <shape>', 'which of Jina’s containers runs there').choices([
          'clip-v2',
          'clip-v1',
        ]),
      ),
  )
    .option('--concurrency <n>', 'requests in flight at once', positiveInteger)
    .option(
      '--spend-tokens <n>',
      'stop before a run has cost more tokens than this',
      positiveInteger,
    );
}

/** Adds what decides cost and time: the account's rates and the fitting of images. */
export function withRates(command: Command): Command {
  const policy = new Option(
    '--image-policy <policy>',
    'how images are fitted before they are sent',
  );
  return command
    .addOption(policy.choices(['crop', 'shrink', 'pad', 'original']))
    .option(
      '--requests-per-minute <n>',
      'requests that the account allows (default: 100, the free tier)',
      positiveInteger,
    )
    .option(
      '--tokens-per-minute <n>',
      'tokens that the account allows (default: 100000, the free tier)',
      positiveInteger,
    )
    .addOption(new Option('--api-key [key]').hideHelp());
}
