import { invalid, NestvecError } from '../errors.ts';
import { localModel, localModels } from '../onnx/local-models.ts';
import type { Weights } from '../onnx/weights.ts';
import { checkIsOptions, checkNames } from '../options/check-names.ts';
import { parseInput } from '../parse-input.ts';
import { meantModel } from '../spec/meant-model.ts';
import { modelFacts } from '../spec/models.ts';
import { z } from 'zod';
import { type ModelChoice, resolveChoice } from './find.ts';
import { formatBytes } from './format-bytes.ts';
import { isNonCommercial } from './license.ts';
import { type PublishedModel, publishedModel } from './published.ts';
import { variantFiles } from './weights.ts';

/** Which model is not there, and what else its user can do. */
export interface MissingModelOptions extends ModelChoice {
  /** How `nestvec` is called. Default `nestvec`. */
  readonly program?: string | undefined;
  /** What can be done in place of the command, as the rest of a sentence. */
  readonly alternative?: string | undefined;
}

const checkOptionNames = checkNames<MissingModelOptions>({
  model: true,
  revision: true,
  weights: true,
  cacheDirectory: true,
  program: true,
  alternative: true,
});

const textSchema = z.string().min(1).optional();

/**
 * The error for a model that is not in the cache, to be thrown: `not-found` with its size, its licence, the command that fetches it and
 * the known model that may have been meant; `unsupported` for one that does not run on this machine. Throws `invalid-input` for what is
 * not a choice.
 */
export function missingModel(
  options: MissingModelOptions,
  lookup: typeof publishedModel = publishedModel,
): NestvecError<'not-found' | 'unsupported'> {
  checkIsOptions(options);
  checkOptionNames(options, 'options');
  const program = parseInput(textSchema, options.program, 'options.program') ?? 'nestvec';
  const alternative = parseInput(textSchema, options.alternative, 'options.alternative');
  const { weights: askedWeights, revision: askedRevision } = options;
  const { model, revision, cacheDirectory, weights } = resolveChoice(options, lookup);
  const unsupported = notRunHere(model);
  if (unsupported !== undefined) return unsupported;
  const what = askedWeights === undefined ? model : `${model} with ${askedWeights} weights`;
  const at = askedRevision === undefined ? '' : ` at ${revision}`;
  const meant = meantModel(model);
  const guess = meant === undefined ? '' : `did you mean ${meant}? Otherwise, `;
  const facts = factsOf(model, lookup(model), weights);
  const flags = [
    ...(askedWeights === undefined ? [] : [` --weights ${askedWeights}`]),
    ...(askedRevision === undefined ? [] : [` --revision ${askedRevision}`]),
  ];
  const command = `${program} model pull ${model}${flags.join('')}`;
  const or = alternative === undefined ? '' : `, or ${alternative}`;
  return new NestvecError(
    'not-found',
    `${what}${at} is not in ${cacheDirectory}; ${guess}${facts}; fetch it with: ${command}${or}`,
    { what: 'model', name: model },
  );
}

/** Why a known model can't be run on this machine; `undefined` for one that can, and for any that nestvec does not know. */
function notRunHere(model: string): NestvecError<'unsupported'> | undefined {
  if (modelFacts(model) === undefined || localModel(model) !== undefined) return undefined;
  const alternative = `use ${localModels.join(', ')}, or ${model} by jina()`;
  return new NestvecError(
    'unsupported',
    `onnx does not run ${model}, so nothing was fetched; ${alternative}`,
    { feature: model, by: 'onnx', alternative },
  );
}

/** Throws where there is nothing to fetch: `unsupported` for a known model that runs elsewhere, `invalid-input` for mini-clip. */
export function checkCanBePulled(model: string): void {
  if (model === 'mini-clip' || model === 'nestvec/mini-clip')
    throw invalid(
      'model',
      'mini-clip comes with the package @nestvec/mini-clip and is not on the hub, so there is nothing to fetch',
    );
  const unsupported = notRunHere(model);
  if (unsupported !== undefined) throw unsupported;
}

function factsOf(model: string, published: PublishedModel | undefined, weights: Weights): string {
  if (published === undefined) return 'the hub says how large it is and which licence it has';
  const { license } = published;
  const terms = isNonCommercial(license) ? `${license}, which allows no commercial use` : license;
  const files = Object.entries(published.files);
  const variant = variantFiles(new Set(Object.keys(published.files)), model, weights);
  const wanted = files.filter(([path]) => !path.startsWith('onnx/') || variant?.has(path));
  const isKnown =
    variant !== undefined &&
    wanted.every(([path, file]) => !variant.has(path) || file.bytes !== undefined);
  const bytes = wanted.reduce((sum, [, file]) => sum + (file.bytes ?? 0), 0);
  const size = isKnown
    ? `it takes ${formatBytes(bytes)} with ${weights} weights`
    : roughSize(published, weights);
  return `${size}, and its licence is ${terms}`;
}

function roughSize({ roughBytes = {} }: PublishedModel, weights: Weights): string {
  const { [weights]: own, fp32 } = roughBytes;
  if (own !== undefined) return `it takes about ${formatBytes(own)} with ${weights} weights`;
  if (fp32 === undefined) return `the hub says how large its ${weights} weights are`;
  return `its ${weights} weights take less than the ${formatBytes(fp32)} of fp32`;
}
