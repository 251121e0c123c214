import { lstat, readdir, readlink, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { checkIsOptions, checkNames } from '../options/check-names.ts';
import { orMissing } from './errno.ts';
import { type ModelLayout, modelLayout } from './layout.ts';
import { checkModelName, checkRevision } from './names.ts';
import { listRefs, readRef } from './refs.ts';
import { resolveCacheDirectory } from './settings.ts';
import { snapshotPaths } from './snapshot.ts';
import { readTree } from './tree.ts';

/** What to remove. */
export interface RemoveOptions {
  readonly model: string;
  /** Branch, tag or commit. Default: every one of the model. */
  readonly revision?: string | undefined;
  /** Default `~/.cache/huggingface/hub`. */
  readonly cacheDirectory?: string | undefined;
}

/** Removes a model from the cache, all its variants; content that another of its commits uses stays. Nothing there is no error. */
export async function removeModel(
  options: RemoveOptions,
): Promise<{ readonly freedBytes: number }> {
  checkIsOptions(options);
  checkOptionNames(options, 'options');
  const cache = resolveCacheDirectory(options.cacheDirectory);
  const layout = modelLayout(cache, checkModelName(options.model));
  const revision = options.revision === undefined ? undefined : checkRevision(options.revision);
  const commit = revision === undefined ? undefined : await readRef(layout, revision);
  const commits = (await orMissing(readdir(layout.snapshots))) ?? [];
  const before = await sizeOf(layout.root);
  const keeps = revision !== undefined && (commit === undefined || !commits.includes(commit));
  if (keeps) return { freedBytes: 0 };
  const others = commits.filter((other) => other !== commit);
  if (commit === undefined || others.length === 0) {
    await rm(layout.root, { recursive: true, force: true });
    await rm(layout.locks, { recursive: true, force: true });
  } else {
    await removeCommit(layout, commit, others);
  }
  return { freedBytes: before - (await sizeOf(layout.root)) };
}

const checkOptionNames = checkNames<RemoveOptions>({
  model: true,
  revision: true,
  cacheDirectory: true,
});

async function removeCommit(
  layout: ModelLayout,
  commit: string,
  others: readonly string[],
): Promise<void> {
  const used = new Set<string>();
  for (const other of others) for (const oid of await linkedOids(layout, other)) used.add(oid);
  const listed = (await readTree(layout, commit))?.map(({ oid }) => oid) ?? [];
  const oids = new Set([...listed, ...(await linkedOids(layout, commit))]);
  const refs = await listRefs(layout);
  // The names go first: a link to content that is gone would look like damage.
  for (const ref of refs.filter((each) => each.commit === commit))
    await rm(layout.ref(ref.revision));
  await rm(layout.snapshot(commit), { recursive: true, force: true });
  await rm(layout.tree(commit), { force: true });
  await rm(layout.verified(commit), { recursive: true, force: true });
  for (const oid of oids) {
    if (used.has(oid)) continue;
    for (const path of [layout.blob(oid), layout.part(oid), layout.partEtag(oid)]) {
      await rm(path, { force: true });
    }
  }
}

async function linkedOids(layout: ModelLayout, commit: string): Promise<string[]> {
  const oids: string[] = [];
  for (const path of await snapshotPaths(layout.snapshot(commit))) {
    const target = await readlink(layout.file(commit, path)).catch(() => undefined);
    if (target !== undefined) oids.push(basename(target));
  }
  return oids;
}

/** Bytes on disk below a directory; a link counts nothing, and content with two names counts once. */
async function sizeOf(directory: string): Promise<number> {
  const sizes = new Map<number, number>();
  const entries = await orMissing(readdir(directory, { recursive: true, withFileTypes: true }));
  for (const entry of entries ?? []) {
    const facts = await orMissing(lstat(join(entry.parentPath, entry.name)));
    if (facts?.isFile()) sizes.set(facts.ino, facts.size);
  }
  return [...sizes.values()].reduce((total, bytes) => total + bytes, 0);
}
