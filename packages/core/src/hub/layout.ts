import { join } from 'node:path';

/**
 * Where the Hugging Face cache keeps one model, so that Python's tools and this one share every file:
 * content once in `blobs/`, named by checksum; `snapshots/<commit>/<path>` links to it; `refs/<name>` holds a commit.
 */
export interface ModelLayout {
  readonly root: string;
  readonly blobs: string;
  readonly refs: string;
  readonly snapshots: string;
  readonly locks: string;
  blob(oid: string): string;
  /** Bytes that have arrived so far. Not Python's name for it, since Python's own lock can't be taken from here. */
  part(oid: string): string;
  /** The validator under which those bytes were sent. */
  partEtag(oid: string): string;
  lock(oid: string): string;
  ref(revision: string): string;
  snapshot(commit: string): string;
  file(commit: string, path: string): string;
  /** The commit's whole list of files. */
  tree(commit: string): string;
  /** There once the licence has been shown. */
  readonly licenseShown: string;
  /** Folder of a commit; holds, for each variant of the weights, which files were verified. */
  verified(commit: string): string;
}

const prefix = 'models--';

/** The layout of one model in a cache. */
export function modelLayout(cacheDirectory: string, model: string): ModelLayout {
  const folder = prefix + model.replaceAll('/', '--');
  const root = join(cacheDirectory, folder);
  const blobs = join(root, 'blobs');
  const refs = join(root, 'refs');
  const snapshots = join(root, 'snapshots');
  const locks = join(cacheDirectory, '.locks', folder);
  return {
    root,
    blobs,
    refs,
    snapshots,
    locks,
    blob: (oid) => join(blobs, oid),
    part: (oid) => join(blobs, `${oid}${partSuffix}`),
    partEtag: (oid) => join(blobs, `${oid}.nestvec.etag`),
    lock: (oid) => join(locks, `${oid}.nestvec.lock`),
    ref: (revision) => join(refs, ...revision.split('/')),
    snapshot: (commit) => join(snapshots, commit),
    file: (commit, path) => join(snapshots, commit, ...path.split('/')),
    tree: (commit) => join(root, 'trees', `${commit}.json`),
    licenseShown: join(root, '.nestvec-license-shown'),
    verified: (commit) => join(root, '.nestvec-verified', commit),
  };
}

const partSuffix = '.nestvec.incomplete';

/** The model that a folder of the cache belongs to; `undefined` for any other folder. */
export function modelOfFolder(folder: string): string | undefined {
  return folder.startsWith(prefix) ? folder.slice(prefix.length).replaceAll('--', '/') : undefined;
}
