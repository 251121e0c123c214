import { invalid } from '../errors.ts';
import type { CallOptions } from '../async/signal.ts';
import { findWeights, type FoundModel, type ModelChoice, resolveChoice } from './find.ts';
import { isNonCommercial, knownLicense, type OnLicense } from './license.ts';
import { checkCanBePulled, missingModel } from './missing-model.ts';
import type { PullProgress } from './progress.ts';
import { publishedModel } from './published.ts';
import { pullWith } from './pull.ts';
import type { HubSettings } from './settings.ts';
import { verifyOnce } from './verify-once.ts';

/** Which model is wanted, and whether it may be fetched. */
export interface ObtainOptions extends Omit<ModelChoice, 'cacheDirectory'>, CallOptions {
  /** Whether to fetch a model that is not in the cache. Default false. */
  readonly pull?: boolean | undefined;
  /** SPDX id of the licence that is accepted; fetching a model whose licence forbids commercial use takes it. */
  readonly acceptLicence?: string | undefined;
  readonly hub?: HubSettings | undefined;
  readonly onProgress?: ((progress: PullProgress) => void) | undefined;
  readonly onLicense?: OnLicense | undefined;
}

/**
 * Finds a model in the cache, or fetches it where `pull` says so, and verifies its files once. Throws `not-found` with size, licence
 * and command where it is not there, `invalid-input` without the licence accepted, before anything is fetched.
 */
export async function obtainModel(
  options: ObtainOptions,
  lookup: typeof publishedModel = publishedModel,
): Promise<FoundModel> {
  const { model, revision, weights, pull = false, acceptLicence, hub, signal } = options;
  const choice = { model, revision, weights, cacheDirectory: hub?.cacheDirectory };
  const found = await findWeights(choice, lookup);
  if (found !== undefined) {
    await verifyOnce(model, found, { signal });
    return found;
  }
  const resolved = resolveChoice(choice, lookup);
  const published = lookup(model);
  if (!pull) {
    const license = published?.license;
    const consent =
      license !== undefined && isNonCommercial(license) ? ` and acceptLicence: '${license}'` : '';
    throw missingModel({ ...choice, alternative: `give pull: true${consent}` }, lookup);
  }
  checkCanBePulled(model);
  const checkLicense = (license: string | undefined): void =>
    requireAccepted(model, license, acceptLicence);
  // What is known beforehand is refused without a request.
  checkLicense(published?.license ?? knownLicense(model));
  const { onProgress, onLicense } = options;
  const pulled = await pullWith(
    { ...hub, ...choice, weights: resolved.weights, onProgress, onLicense, signal },
    { published: lookup, checkLicense },
  );
  const { directory, revision: commit } = pulled;
  const fetched = { directory, revision: commit, weights: resolved.weights };
  await verifyOnce(model, fetched, { signal });
  return fetched;
}

function requireAccepted(
  model: string,
  license: string | undefined,
  accepted: string | undefined,
): void {
  if (license === undefined || !isNonCommercial(license)) return;
  const id = license.toUpperCase();
  if (accepted?.toUpperCase() === id) return;
  const given = accepted === undefined ? '' : `, not "${accepted}"`;
  throw invalid(
    'acceptLicence',
    `${model} is licensed under ${id}, which allows no commercial use; if that fits your use, give acceptLicence: '${id}'${given}. Nothing was fetched`,
  );
}
