import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Embedder, type EmbedderIdentity, isNestvecError, NestvecError } from '@nestvec/core';
import { closestName, invalid, messageOf } from '@nestvec/core/kit';
import {
  type BudgetOptions,
  type Encoding,
  type GivenModel,
  type HostedModelId,
  hostedModelIds,
  hostedModels,
  imagePolicies,
  type ImagePolicy,
  jina,
  type RemoteCallbacks,
  sagemaker,
} from '@nestvec/core/remote';
import type { RemoteFlags } from '../embedder-flags.ts';
import type { Io } from '../io.ts';
import { type ImageLimitFlags, imageLimitsOf } from '../limit-flags.ts';
import { environmentKey, namedKey } from './environment-key.ts';

const usualModel: HostedModelId = 'jina-clip-v2';

/** What is wanted of a remote embedder: flags, and what a collection remembers. */
export interface RemoteChoice extends RemoteFlags, ImageLimitFlags {
  readonly model?: string | undefined;
}

/** Opens Jina's API, or what speaks the same at `--base-url`. The key comes from `JINA_API_KEY`; another server may want none. */
export function openJina(
  choice: RemoteChoice,
  io: Pick<Io, 'env' | 'cwd'>,
  callbacks: RemoteCallbacks,
  remembered: EmbedderIdentity | undefined,
): Embedder {
  refuse(choice, ['endpoint', 'region', 'shape'], '--embedder jina');
  const { baseUrl } = choice;
  const { dialect } = choice;
  if (baseUrl === undefined && dialect !== undefined && dialect !== 'jina') {
    throw invalid('--base-url', `is needed with --dialect ${dialect}: the address of the server`);
  }
  const facts = choice.facts === undefined ? undefined : readFacts(choice.facts, io.cwd);
  const apiKey = keyOf(choice, io);
  if (apiKey === undefined && baseUrl === undefined) {
    throw invalid(
      'JINA_API_KEY',
      'is not set; make a key at jina.ai and set it in the environment',
    );
  }
  try {
    return jina({
      ...callbacks,
      apiKey,
      model: facts === undefined ? knownModel(choice, remembered) : givenModel(choice, remembered),
      facts,
      baseUrl: baseUrl === undefined ? undefined : checkedUrl(baseUrl),
      dialect,
      imagePolicy: choice.imagePolicy ?? policyOf(remembered),
      imageLimits: imageLimitsOf(choice),
      encoding: encodingOf(remembered),
      budgets: budgetsOf(choice),
    });
  } catch (error) {
    throw byFlag(error);
  }
}

/** Core calls the facts by its own option, of which a user of the command line knows nothing. */
function byFlag(error: unknown): unknown {
  if (!isNestvecError(error, 'invalid-input')) return error;
  const field = error.details.field.replace(/^jina\.facts/, '--facts');
  const message = error.message.replace(/^jina\.facts/, '--facts');
  return new NestvecError('invalid-input', message, { field }, { cause: error });
}

/** Opens an endpoint of SageMaker. */
export function openSageMaker(
  choice: RemoteChoice,
  callbacks: RemoteCallbacks,
  remembered: EmbedderIdentity | undefined,
): Embedder {
  const jinas = [
    'baseUrl',
    'dialect',
    'facts',
    'keyVariable',
    'requestsPerMinute',
    'tokensPerMinute',
    'spendTokens',
  ] as const;
  refuse(choice, jinas, '--embedder sagemaker');
  if (choice.model !== undefined) {
    throw invalid(
      '--model',
      'is not for sagemaker; name the container that runs there with --shape',
    );
  }
  const { endpoint, region, concurrency, imagePolicy } = choice;
  const shape = choice.shape ?? shapeOf(remembered);
  if (endpoint === undefined) throw invalid('--endpoint', 'is needed with --embedder sagemaker');
  if (shape === undefined) {
    throw invalid('--shape', 'is needed with --embedder sagemaker: clip-v2 or clip-v1');
  }
  return sagemaker({
    ...callbacks,
    endpointName: endpoint,
    region,
    shape,
    concurrency,
    imageLimits: imageLimitsOf(choice),
    imagePolicy: imagePolicy ?? policyOf(remembered),
  });
}

/** The API's id of a model, with or without the `jinaai/` that a collection knows it by. `advice` ends what is said of another one. */
export function hostedId(model: string = usualModel, advice: string = ''): HostedModelId {
  const id = findHosted(model);
  if (id !== undefined) return id;
  const meant = closestName(model.replace(/^.*\//, ''), hostedModelIds);
  const guess = meant === undefined ? '' : ` (did you mean ${meant}?)`;
  throw invalid(
    '--model',
    `${model} is not hosted${guess}; there are ${hostedModelIds.join(', ')}${advice}`,
  );
}

function findHosted(model: string): HostedModelId | undefined {
  return hostedModelIds.find((known) => model === known || model === hostedModels[known].identity);
}

/** A model of the table: the one that was asked for, else that of the collection; any other collection is refused later, with both names. */
function knownModel(
  { model }: RemoteChoice,
  remembered: EmbedderIdentity | undefined,
): HostedModelId {
  if (model !== undefined) return hostedId(model, ', or describe it with --facts');
  const found = remembered === undefined ? usualModel : findHosted(remembered.model);
  if (found === undefined && remembered?.weights === 'hosted')
    throw invalid(
      '--facts',
      `is needed again: the collection was filled by ${remembered.model}, of which nestvec has no row`,
    );
  return found ?? usualModel;
}

/** A model that `--facts` describes. */
function givenModel({ model }: RemoteChoice, remembered: EmbedderIdentity | undefined): string {
  const name = model ?? remembered?.model;
  if (name === undefined)
    throw invalid('--model', 'is needed with --facts: the name that the server knows it by');
  return name;
}

/** Facts of a model in a file, whose content core checks. */
function readFacts(path: string, cwd: string): GivenModel {
  try {
    // Checked by `jina`, field by field.
    return JSON.parse(readFileSync(resolve(cwd, path), 'utf8')) as GivenModel;
  } catch (error) {
    throw invalid('--facts', `${path} can't be read as JSON (${messageOf(error)})`, error);
  }
}

function keyOf({ keyVariable }: RemoteChoice, io: Pick<Io, 'env'>): string | undefined {
  return keyVariable === undefined
    ? environmentKey('JINA_API_KEY', io)
    : namedKey(keyVariable, '--key-variable', io);
}

function budgetsOf(choice: RemoteChoice): BudgetOptions {
  const { requestsPerMinute, tokensPerMinute, concurrency, spendTokens } = choice;
  const spend = spendTokens === undefined ? undefined : { tokens: spendTokens };
  return { requestsPerMinute, tokensPerMinute, concurrency, spend };
}

function policyOf(remembered: EmbedderIdentity | undefined): ImagePolicy | undefined {
  return imagePolicies.find((known) => known === remembered?.imagePolicy);
}

/** A collection of signs alone is continued with signs. */
function encodingOf(remembered: EmbedderIdentity | undefined): Encoding | undefined {
  return remembered?.preprocessing.endsWith('-signs') === true ? 'ubinary' : undefined;
}

function shapeOf(remembered: EmbedderIdentity | undefined): 'clip-v2' | 'clip-v1' | undefined {
  if (remembered?.weights !== 'sagemaker') return undefined;
  return remembered.model.endsWith('clip-v1') ? 'clip-v1' : 'clip-v2';
}

function refuse(
  choice: RemoteChoice,
  flags: readonly (keyof RemoteChoice)[],
  embedder: string,
): void {
  const wrong = flags.find((name) => choice[name] !== undefined);
  if (wrong !== undefined) throw invalid(flagOf(wrong), `is not for ${embedder}; leave it out`);
}

/** `baseUrl` → `--base-url`. */
export function flagOf(name: string): string {
  return `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** What a URL could hide a key in is refused, and never repeated. */
function checkedUrl(url: string): string {
  const parsed = URL.parse(url);
  if (parsed === null || !/^https?:$/.test(parsed.protocol)) {
    throw invalid('--base-url', 'must be an http or https URL, such as http://localhost:8080/v1');
  }
  const { username, password, search, hash } = parsed;
  if (username + password + search + hash === '') return url;
  throw invalid('--base-url', 'must be an address only; set JINA_API_KEY to give a key');
}
