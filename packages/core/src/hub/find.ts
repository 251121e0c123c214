import { checkModelName, checkRevision } from './names.ts';
import { modelLayout } from './layout.ts';
import { publishedModel } from './published.ts';
import { readRef } from './refs.ts';
import { resolveCacheDirectory } from './settings.ts';
import { completeVariant } from './snapshot.ts';
import type { Weights } from '../onnx/weights.ts';
import { checkWeights, defaultWeights } from './weights.ts';

/** Which model to look for. */
export interface ModelChoice {
  /** Such as `jinaai/jina-clip-v2`. */
  readonly model: string;
  /** Branch, tag or commit. Default: the commit that is pinned for the model, else `main`. */
  readonly revision?: string | undefined;
  /** Variant of the weights. Default `int8`. */
  readonly weights?: Weights | undefined;
  /** Default `~/.cache/huggingface/hub`. */
  readonly cacheDirectory?: string | undefined;
}

/** The directory of a model that is in the cache with all its files, whichever program put them there; else `undefined`. Asks no hub. */
export async function findModel(choice: ModelChoice): Promise<string | undefined> {
  const { model, revision, weights, cacheDirectory } = resolveChoice(choice);
  const layout = modelLayout(cacheDirectory, model);
  const commit = await readRef(layout, revision);
  if (commit === undefined) return undefined;
  const complete = await completeVariant(layout, commit, weights);
  return complete === undefined ? undefined : layout.snapshot(commit);
}

/** A choice with every default filled in and every part checked. */
export function resolveChoice(
  choice: ModelChoice,
  lookup: typeof publishedModel = publishedModel,
): Required<{ readonly [Key in keyof ModelChoice]: NonNullable<ModelChoice[Key]> }> {
  const model = checkModelName(choice.model);
  return {
    model,
    revision: checkRevision(choice.revision ?? lookup(model)?.revision ?? 'main'),
    weights: checkWeights(choice.weights ?? defaultWeights),
    cacheDirectory: resolveCacheDirectory(choice.cacheDirectory),
  };
}
