import { readdir, realpath } from 'node:fs/promises';
import { hostname } from 'node:os';
import { isAbsolute, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isNestvecError, type NestvecError } from '@nestvec/core';
import { invalid, messageOf } from '@nestvec/core/kit';

/** The folders that a worker reads images from. */
export interface Roots {
  /** Rejects with `invalid-input` where one is not there or empty, as a mount that is missing looks. */
  check(): Promise<void>;
  /**
   * What is wrong with an image of a job, for this item alone; `undefined` for one that may be read, or that the embedder will say more
   * of. Rejects with `invalid-input` where the mount that it lies on is missing here.
   */
  problemOf(image: string): Promise<NestvecError | undefined>;
}

/** The roots of a worker, by paths. */
export function createRoots(given: readonly string[]): Roots {
  const roots = given.map((root) => resolve(root));
  return {
    async check() {
      for (const root of roots) await checkMount(root);
    },
    async problemOf(image) {
      const path = pathOf(image);
      if (path === undefined) return undefined;
      const root = roots.find((one) => isBelow(path, one));
      if (root === undefined) return refused(image, roots);
      try {
        // A link may lead out of the root, so the real path is looked at.
        const [real, realRoot] = await Promise.all([realpath(path), realpath(root)]);
        return isBelow(real, realRoot) ? undefined : refused(image, roots);
      } catch {
        await checkMount(root);
        return undefined;
      }
    },
  };
}

/** Whether an error says that a mount is missing here, so that other workers may still do the job. */
export function isMissingMount(error: unknown): boolean {
  return isNestvecError(error, 'invalid-input') && error.details.field === 'roots';
}

async function checkMount(root: string): Promise<void> {
  let problem: string;
  try {
    if ((await readdir(root)).length > 0) return;
    problem = 'is empty';
  } catch (error) {
    problem = `can't be read (${messageOf(error)})`;
  }
  throw invalid(
    'roots',
    `the folder ${root} ${problem} on ${hostname()}; mount there what the producer has there`,
  );
}

function refused(image: string, roots: readonly string[]): NestvecError {
  const allowed =
    roots.length === 0 ? 'the worker has no roots' : `the roots are ${roots.join(', ')}`;
  return invalid(
    'item.image',
    `${image} is not below a folder that the worker may read (${allowed}); add its folder to the roots of the worker`,
  );
}

function isBelow(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== '' && !/^\.\.(?:[\\/]|$)/.test(way) && !isAbsolute(way);
}

/** `undefined` for a URL that is not a file's. */
function pathOf(image: string): string | undefined {
  if (!/^[a-z][a-z\d+.-]+:/i.test(image)) return resolve(image);
  if (!/^file:/i.test(image)) return undefined;
  try {
    return fileURLToPath(image);
  } catch {
    return image;
  }
}
