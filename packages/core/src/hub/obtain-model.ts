import { invalid, NestvecError } from '../errors.ts';
import type { CallOptions } from '../async/signal.ts';
import { findWeights, type FoundModel, type ModelChoice, resolveChoice } from './find.ts';
import { formatBytes } from './format-bytes.ts';
import { isNonCommercial, knownLicense, type OnLicense } from './license.ts';
import type { PullProgress } from './progress.ts';
import { type PublishedModel, publishedModel } from './published.ts';
import { pullWith } from './pull.ts';
import type { HubSettings } from './settings.ts';
import { verifyOnce } from './verify-once.ts';
import { variantFiles } from './weights.ts';
import type { Weights } from '../onnx/weights.ts';

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
  if (!pull) throw notHere(options, resolved, published);
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

function notHere(
  { weights, revision: asked }: ObtainOptions,
  { model, revision, cacheDirectory, weights: wanted }: ReturnType<typeof resolveChoice>,
  published: PublishedModel | undefined,
): NestvecError<'not-found'> {
  const what = weights === undefined ? model : `${model} with ${weights} weights`;
  const at = asked === undefined ? '' : ` at ${revision}`;
  const flags = [
    ...(weights === undefined ? [] : [` --weights ${weights}`]),
    ...(asked === undefined ? [] : [` --revision ${asked}`]),
  ];
  const command = `nestvec model pull ${model}${flags.join('')}`;
  const license = published?.license;
  const consent =
    license !== undefined && isNonCommercial(license) ? ` and acceptLicence: '${license}'` : '';
  return new NestvecError(
    'not-found',
    `${what}${at} is not in ${cacheDirectory}; ${factsOf(model, published, wanted)}; fetch it with: ${command}, or give pull: true${consent}`,
    { what: 'model', name: model },
  );
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
    : `the hub says how large its ${weights} weights are`;
  return `${size}, and its licence is ${terms}`;
}
