import { lstat, readlink, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { NestvecError } from '../errors.ts';
import { type CallOptions, throwIfAborted } from '../async/signal.ts';
import { checkList } from '../options/check-list.ts';
import { checkNames } from '../options/check-names.ts';
import { checkPath } from '../options/check-path.ts';
import { isAsPublished } from './check-published.ts';
import { fileOid } from './checksum.ts';
import { orMissing } from './errno.ts';
import { type HubFile, isOid } from './hub-file.ts';
import { type ModelLayout, modelLayout, modelOfFolder } from './layout.ts';
import { publishedModel } from './published.ts';
import { snapshotPaths } from './snapshot.ts';
import { readTree } from './tree.ts';

/** What a file's content is found to be. */
export interface VerifiedFile {
  readonly path: string;
  readonly bytes: number;
  /** `unknown`: nothing at hand says what its checksum should be. `missing`: a link to content that is gone. */
  readonly state: 'ok' | 'wrong' | 'unknown' | 'missing';
}

/** Which files to verify. */
export interface VerifyFilesOptions extends CallOptions {
  /** Paths below the directory. Default: every file there is. */
  readonly paths?: readonly string[] | undefined;
}

/** Takes the checksum of every file in a model's directory anew. Asks no hub. Throws `not-found` where there is no directory. */
export async function verifyFiles(
  directory: string,
  options?: VerifyFilesOptions,
): Promise<VerifiedFile[]> {
  checkPath(directory, 'directory');
  checkOptionNames(options, 'options');
  throwIfAborted(options, `verifying ${directory}`);
  if (options?.paths !== undefined) {
    checkList(options.paths, 'options.paths');
    for (const [i, path] of options.paths.entries()) checkPath(path, `options.paths[${i}]`);
  }
  if (!(await orMissing(stat(directory)))?.isDirectory()) {
    throw new NestvecError('not-found', `there is no directory ${directory}`, {
      what: 'path',
      name: directory,
    });
  }
  const source = sourceOf(directory);
  const listed = await listedOids(source);
  const verified: VerifiedFile[] = [];
  for (const path of options?.paths ?? (await snapshotPaths(directory))) {
    const full = join(directory, path);
    const oid = listed.get(path) ?? (await linkedOid(full));
    const bytes = (await orMissing(stat(full)))?.size;
    if (bytes === undefined || oid === undefined) {
      verified.push({
        path,
        bytes: bytes ?? 0,
        state: bytes === undefined ? 'missing' : 'unknown',
      });
      continue;
    }
    const isListed = (await fileOid(full, oid, options)) === oid;
    const isOk = isListed && isPublished(source, { path, bytes, oid });
    verified.push({ path, bytes, state: isOk ? 'ok' : 'wrong' });
  }
  return verified;
}

const checkOptionNames = checkNames<VerifyFilesOptions>({ paths: true, signal: true });

/** Where in a cache a directory lies. */
interface SnapshotSource {
  readonly model: string;
  readonly commit: string;
  readonly layout: ModelLayout;
}

/** What a directory is a snapshot of; `undefined` for one outside a cache. */
function sourceOf(directory: string): SnapshotSource | undefined {
  const root = dirname(dirname(resolve(directory)));
  const model = modelOfFolder(basename(root));
  if (model === undefined || basename(dirname(resolve(directory))) !== 'snapshots')
    return undefined;
  const layout = modelLayout(dirname(root), model);
  return { model, commit: basename(directory), layout };
}

async function listedOids(
  source: SnapshotSource | undefined,
): Promise<ReadonlyMap<string, string>> {
  const tree = source === undefined ? undefined : await readTree(source.layout, source.commit);
  return new Map(tree?.map(({ path, oid }) => [path, oid]));
}

/** A list from a false mirror agrees with its files; what is known from elsewhere does not. */
function isPublished(source: SnapshotSource | undefined, file: HubFile): boolean {
  const published = source === undefined ? undefined : publishedModel(source.model);
  return (
    published?.revision !== source?.commit ||
    published === undefined ||
    isAsPublished(published, file)
  );
}

/** In a cache a link's target is named by the checksum. */
async function linkedOid(path: string): Promise<string | undefined> {
  if (!(await orMissing(lstat(path)))?.isSymbolicLink()) return undefined;
  const target = basename(await readlink(path));
  return isOid(target) ? target : undefined;
}
