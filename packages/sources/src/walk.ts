import type { Dirent, Stats } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';
import type { CallOptions, SourceFailure } from '@nestvec/core';
import { throwIfAborted } from '@nestvec/core/kit';
import { pathError } from './path-error.ts';

/** A regular file below a folder. */
export interface WalkedFile {
  readonly path: string;
  /** The path below the folder, with `/` on every system. */
  readonly id: string;
}

/**
 * All files below a folder, in the order of their ids by UTF-16 code units. Names that begin with a dot are passed over.
 * Links are followed, but each folder is read once: by its own path where that lies below the root, else by the first link to it.
 * Throws where `root` itself can't be listed; a subfolder that can't be is a failure named by its id.
 */
export async function* walk(
  root: string,
  options: CallOptions | undefined,
): AsyncGenerator<WalkedFile | SourceFailure, void, undefined> {
  let real: string;
  let entries: readonly Entry[];
  try {
    real = await realpath(root);
    entries = await list(root);
  } catch (error) {
    throw pathError(root, error);
  }
  const below = { root: real, seen: new Set([real]), options };
  yield* walkEntries(entries, { path: root, real, prefix: '' }, below);
}

interface Walk {
  /** The real path of the root. */
  readonly root: string;
  /** Real paths of folders that were read. */
  readonly seen: Set<string>;
  readonly options: CallOptions | undefined;
}

interface Folder {
  readonly path: string;
  readonly real: string;
  /** Of the ids below it. */
  readonly prefix: string;
}

interface Entry {
  readonly name: string;
  readonly isFolder: boolean;
  readonly isLink: boolean;
}

async function* walkEntries(
  entries: readonly Entry[],
  folder: Folder,
  walking: Walk,
): AsyncGenerator<WalkedFile | SourceFailure, void, undefined> {
  for (const entry of entries) {
    throwIfAborted(walking.options, `reading ${folder.path}`);
    const path = join(folder.path, entry.name);
    const id = `${folder.prefix}${entry.name}`;
    if (!entry.isFolder) {
      yield { path, id };
      continue;
    }
    let below: readonly Entry[];
    let real: string;
    try {
      real = entry.isLink ? await realpath(path) : join(folder.real, entry.name);
      if (walking.seen.has(real) || (entry.isLink && isReachedWithout(real, walking.root)))
        continue;
      below = await list(path);
    } catch (error) {
      yield { id: `${id}/`, error: pathError(path, error), hides: [`${id}/`] };
      continue;
    }
    walking.seen.add(real);
    yield* walkEntries(below, { path, real, prefix: `${id}/` }, walking);
  }
}

/** Whether a folder is read by its own path, without links. */
function isReachedWithout(real: string, root: string): boolean {
  const below = relative(root, real);
  const names = below.split(sep);
  return !isAbsolute(below) && !names.some((name) => name.startsWith('.'));
}

async function list(folder: string): Promise<readonly Entry[]> {
  const entries: Entry[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const { name } = entry;
    if (name.startsWith('.')) continue;
    const isLink = entry.isSymbolicLink();
    const facts = await followed(entry, folder);
    if (facts.isDirectory()) entries.push({ name, isFolder: true, isLink });
    // A link to nothing counts as a file, so that reading it tells what is wrong.
    else if (facts.isFile() || facts.isSymbolicLink())
      entries.push({ name, isFolder: false, isLink });
  }
  return entries.sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
}

async function followed(entry: Dirent, folder: string): Promise<Dirent | Stats> {
  if (!entry.isSymbolicLink()) return entry;
  return await stat(join(folder, entry.name)).catch(() => entry);
}

/** With its slash, so that `a.jpg` comes before `a/x.jpg` where the ids do. */
function sortKey({ name, isFolder }: Entry): string {
  return isFolder ? `${name}/` : name;
}
