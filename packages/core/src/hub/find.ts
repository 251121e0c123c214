import { checkIsOptions, checkNames } from '../options/check-names.ts';
import { invalid } from '../errors.ts';
import { knownModels } from '../spec/models.ts';
import { checkModelName, checkRevision } from './names.ts';
import { modelLayout } from './layout.ts';
import { publishedModel } from './published.ts';
import { readRef } from './refs.ts';
import { resolveCacheDirectory } from './settings.ts';
import { completeVariant } from './snapshot.ts';
import { type Weights, weightsOrder } from '../onnx/weights.ts';
import { checkWeights, defaultWeights } from './weights.ts';

/** Which model to look for. */
export interface ModelChoice {
  /** Such as `jinaai/jina-clip-v2`. */
  readonly model: string;
  /** Branch, tag or commit. Default: the commit that is pinned for the model, else `main`. */
  readonly revision?: string | undefined;
  /** Variant of the weights. Default: the one that suits a CPU best of those that are published, `int8` for jina-clip-v2 and unknown models. */
  readonly weights?: Weights | undefined;
  /** Default `~/.cache/huggingface/hub`. */
  readonly cacheDirectory?: string | undefined;
}

/** A model that is in the cache with all files of one variant. */
export interface FoundModel {
  readonly directory: string;
  /** Its commit. */
  readonly revision: string;
  readonly weights: Weights;
}

/**
 * The directory of a model that is in the cache with all its files, whichever program put them there; else `undefined`. Asks no hub.
 * Rejects with `invalid-input` for a wrong choice.
 */
export async function findModel(choice: ModelChoice): Promise<string | undefined> {
  checkIsOptions(choice, 'choice');
  const { weights } = resolveChoice(choice);
  return (await findWeights({ ...choice, weights }))?.directory;
}

/**
 * Finds a model in the cache as `findModel` does; where no weights are named, with the first variant of `weightsOrder` that is whole.
 * Rejects with `invalid-input` for a wrong choice.
 */
export async function findWeights(
  choice: ModelChoice,
  lookup: typeof publishedModel = publishedModel,
): Promise<FoundModel | undefined> {
  checkIsOptions(choice, 'choice');
  checkChoiceNames(choice, 'choice');
  const { model, revision, cacheDirectory } = resolveChoice(choice, lookup);
  const layout = modelLayout(cacheDirectory, model);
  const commit = await readRef(layout, revision);
  if (commit === undefined) return undefined;
  for (const weights of choice.weights === undefined ? weightsOrder : [choice.weights]) {
    if ((await completeVariant(layout, commit, weights)) === undefined) continue;
    return { directory: layout.snapshot(commit), revision: commit, weights };
  }
  return undefined;
}

const checkChoiceNames = checkNames<ModelChoice>({
  model: true,
  revision: true,
  weights: true,
  cacheDirectory: true,
});

/** A choice with every default filled in and every part checked. */
export function resolveChoice(
  choice: ModelChoice,
  lookup: typeof publishedModel = publishedModel,
): Required<{ readonly [Key in keyof ModelChoice]: NonNullable<ModelChoice[Key]> }> {
  const model = checkSpelling(checkModelName(choice.model));
  return {
    model,
    revision: checkRevision(choice.revision ?? lookup(model)?.revision ?? 'main'),
    weights: checkWeights(choice.weights ?? lookup(model)?.weights[0] ?? defaultWeights),
    cacheDirectory: resolveCacheDirectory(choice.cacheDirectory),
  };
}

/** A hub has no two models whose names differ in case alone. */
function checkSpelling(model: string): string {
  const known = knownModels.find((name) => name.toLowerCase() === model.toLowerCase());
  if (known === undefined || known === model) return model;
  throw invalid('model', `${model} is written ${known}`);
}
