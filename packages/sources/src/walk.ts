import type { Dirent, Stats } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { CallOptions, SourceFailure } from '@nestvec/core';
import { throwIfAborted } from '@nestvec/core/store';
import { pathError } from './path-error.ts';

/** A regular file below a folder. */
export interface WalkedFile {
  readonly path: string;
  /** The path below the folder, with `/` on every system. */
  readonly id: string;
}

/**
 * All files below a folder, in the order of their ids by UTF-16 code units. Names that begin with a dot are passed over.
 * Links are followed, except one to a folder that it lies in. Throws where `root` itself can't be listed; a subfolder
 * that can't be is a failure named by its id.
 */
export async function* walk(
  root: string,
  options: CallOptions | undefined,
): AsyncGenerator<WalkedFile | SourceFailure, void, undefined> {
  let listing: Listing;
  try {
    listing = await list(root);
  } catch (error) {
    throw pathError(root, error);
  }
  yield* walkListing(listing, root, '', [], options);
}

interface Listing {
  readonly real: string;
  readonly entries: readonly Entry[];
}

interface Entry {
  readonly name: string;
  readonly isFolder: boolean;
}

async function* walkListing(
  { real, entries }: Listing,
  folder: string,
  prefix: string,
  above: readonly string[],
  options: CallOptions | undefined,
): AsyncGenerator<WalkedFile | SourceFailure, void, undefined> {
  const ancestors = [...above, real];
  for (const { name, isFolder } of entries) {
    throwIfAborted(options, `reading ${folder}`);
    const path = join(folder, name);
    const id = `${prefix}${name}`;
    if (!isFolder) {
      yield { path, id };
      continue;
    }
    let below: Listing;
    try {
      below = await list(path);
    } catch (error) {
      yield { id: `${id}/`, error: pathError(path, error), hides: [`${id}/`] };
      continue;
    }
    if (!ancestors.includes(below.real)) {
      yield* walkListing(below, path, `${id}/`, ancestors, options);
    }
  }
}

async function list(folder: string): Promise<Listing> {
  const real = await realpath(folder);
  const entries: Entry[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.name.startsWith('.')) continue;
    const facts = await followed(entry, folder);
    if (facts.isDirectory()) entries.push({ name: entry.name, isFolder: true });
    // A link to nothing counts as a file, so that reading it tells what is wrong.
    else if (facts.isFile() || facts.isSymbolicLink()) {
      entries.push({ name: entry.name, isFolder: false });
    }
  }
  return { real, entries: entries.sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1)) };
}

async function followed(entry: Dirent, folder: string): Promise<Dirent | Stats> {
  if (!entry.isSymbolicLink()) return entry;
  return await stat(join(folder, entry.name)).catch(() => entry);
}

/** With its slash, so that `a.jpg` comes before `a/x.jpg` where the ids do. */
function sortKey({ name, isFolder }: Entry): string {
  return isFolder ? `${name}/` : name;
}
