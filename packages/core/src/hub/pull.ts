import { checkIsOptions, checkNames } from '../options/check-names.ts';
import { NestvecError } from '../errors.ts';
import { retry } from '../async/retry.ts';
import { throwIfAborted } from '../async/signal.ts';
import { checkPublished } from './check-published.ts';
import { chooseFiles } from './choose-files.ts';
import { describeFile } from './describe-file.ts';
import { diskError } from './disk-error.ts';
import { downloadError } from './download-error.ts';
import type { Hub } from './exchange.ts';
import { fetchSnapshot } from './fetch-snapshot.ts';
import type { HubFile } from './hub-file.ts';
import { type ModelLayout, modelLayout } from './layout.ts';
import { knownLicense, showLicenseOnce } from './license.ts';
import { listRevision, type Revision } from './list-revision.ts';
import { isCommit } from './names.ts';
import { publishedModel } from './published.ts';
import {
  type PullOptions,
  type PullSeams,
  type ResolvedPull,
  resolvePull,
} from './pull-options.ts';
import { readRef, writeRef } from './refs.ts';
import { completeVariant, type SnapshotFile } from './snapshot.ts';
import { openTransport } from './transport.ts';
import { writeTree } from './tree.ts';

const checkOptionNames = checkNames<PullOptions>({
  model: true,
  revision: true,
  weights: true,
  cacheDirectory: true,
  endpoint: true,
  token: true,
  offline: true,
  proxy: true,
  signal: true,
  concurrency: true,
  idleTimeoutMs: true,
  retry: true,
  onProgress: true,
  onLicense: true,
  fetch: true,
});

/** A model that is in the cache. */
export interface PulledModel {
  /** Holds `config.json`, `tokenizer.json`, `onnx/…`; what `onnx({ directory })` takes. */
  readonly directory: string;
  /** Its commit. */
  readonly revision: string;
  readonly files: readonly SnapshotFile[];
}

/**
 * Fetches a model from a Hugging Face hub into the cache that Python's tools use, or finds it there. An interrupted pull
 * goes on where it stopped; every file is verified by its checksum before it appears. Once a commit is whole, pulling it
 * again sends no request. Throws `not-found` for a model, revision or variant that there is not, and `download` for the rest.
 *
 *     const { directory } = await pullModel({
 *       model: 'jinaai/jina-clip-v2',
 *       onLicense: ({ license }) => console.log(`Licence: ${license}`),
 *     });
 */
export async function pullModel(options: PullOptions): Promise<PulledModel> {
  checkIsOptions(options);
  checkOptionNames(options, 'options');
  return pullWith(options, { published: publishedModel });
}

/** `pullModel` with its seams open to tests. */
export async function pullWith(options: PullOptions, seams: PullSeams): Promise<PulledModel> {
  const pull = resolvePull(options, seams);
  const layout = modelLayout(pull.cacheDirectory, pull.model);
  throwIfAborted(pull, pull.retry.operation);
  try {
    return (await findWhole(pull, layout)) ?? (await fetchModel(pull, layout));
  } catch (error) {
    throw diskError(pull.cacheDirectory, error);
  }
}

/** What is in the cache for sure, or all there is where no hub may be asked. */
async function findWhole(
  pull: ResolvedPull,
  layout: ModelLayout,
): Promise<PulledModel | undefined> {
  const { model, revision, weights, offline, cacheDirectory } = pull;
  if (!offline && !isCommit(revision)) return undefined;
  const commit = await readRef(layout, revision);
  const found = commit === undefined ? undefined : await completeVariant(layout, commit, weights);
  if (commit !== undefined && found !== undefined && (offline || found.certain)) {
    await tellLicense(pull, layout, undefined);
    return { directory: layout.snapshot(commit), revision: commit, files: found.files };
  }
  if (!offline) return undefined;
  throw new NestvecError(
    'not-found',
    `${model}@${revision} with weights "${weights}" is not complete in ${cacheDirectory}, and offline (HF_HUB_OFFLINE) forbids fetching it; pull it once with a connection, or name the cache that holds it`,
    { what: 'model', name: `${model}@${revision}` },
  );
}

async function fetchModel(pull: ResolvedPull, layout: ModelLayout): Promise<PulledModel> {
  const { endpoint, token, idleTimeoutMs } = pull;
  const transport = await openTransport(pull.fetch === undefined ? pull.proxy : undefined);
  const hub = { endpoint, token, idleTimeoutMs, fetch: pull.fetch ?? transport.fetch };
  try {
    const listed = await list(pull, hub);
    const { commit } = listed;
    pull.checkLicense?.(licenseOf(pull, listed.license));
    const files = await chosenFiles(pull, hub, listed);
    await tellLicense(pull, layout, listed.license);
    await writeTree(layout, commit, listed.files);
    await fetchSnapshot({ pull, hub, layout, commit, files });
    await writeRef(layout, pull.revision, commit);
    return {
      directory: layout.snapshot(commit),
      revision: commit,
      files: files.map(({ path, bytes }) => ({ path, bytes })),
    };
  } finally {
    await transport.close();
  }
}

async function list(pull: ResolvedPull, hub: Hub): Promise<Revision> {
  const { model, revision, signal } = pull;
  const listed = await retry(() => listRevision(hub, model, revision, signal), pull.retry);
  if (!isCommit(revision) || listed.commit === revision) return listed;
  const message = `${hub.endpoint} was asked for ${model} at the commit ${revision} and answered with ${listed.commit}; use another endpoint (HF_ENDPOINT)`;
  throw downloadError('content', message, hub.endpoint, { retryable: false });
}

async function chosenFiles(pull: ResolvedPull, hub: Hub, listed: Revision): Promise<HubFile[]> {
  const { model, weights, published, signal } = pull;
  const { commit } = listed;
  const files: HubFile[] = [];
  for (const file of chooseFiles(listed.files, weights, model)) {
    files.push(await retry(() => describeFile(hub, model, commit, file, signal), pull.retry));
  }
  if (published?.revision === commit) checkPublished(published, files, hub.endpoint);
  return files;
}

function tellLicense(
  pull: ResolvedPull,
  layout: ModelLayout,
  listed: string | undefined,
): Promise<void> {
  const { model, endpoint, onLicense } = pull;
  return showLicenseOnce(layout, model, licenseOf(pull, listed), endpoint, onLicense);
}

function licenseOf(
  { model, published }: ResolvedPull,
  listed: string | undefined,
): string | undefined {
  return published?.license ?? knownLicense(model) ?? listed;
}
