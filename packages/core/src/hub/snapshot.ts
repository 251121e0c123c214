import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import { isNestvecError } from '../errors.ts';
import { chooseFiles } from './choose-files.ts';
import { orMissing } from './errno.ts';
import { externalDataPaths } from './external-data.ts';
import { type ModelLayout, modelOfFolder } from './layout.ts';
import { readTree } from './tree.ts';
import type { Weights } from '../onnx/weights.ts';
import { variantFiles } from './weights.ts';

/** A file in a snapshot. */
export interface SnapshotFile {
  readonly path: string;
  readonly bytes: number;
}

/** The files that can be read in a snapshot; a link to nothing is left out. */
export async function snapshotFiles(directory: string): Promise<SnapshotFile[]> {
  const files: SnapshotFile[] = [];
  for (const path of await snapshotPaths(directory)) {
    const facts = await orMissing(stat(join(directory, path)));
    if (facts?.isFile()) files.push({ path, bytes: facts.size });
  }
  return files;
}

/** Every name in a snapshot, links to nothing included. */
export async function snapshotPaths(directory: string): Promise<string[]> {
  const entries = await orMissing(readdir(directory, { recursive: true, withFileTypes: true }));
  return (entries ?? [])
    .filter((entry) => !entry.isDirectory() && !entry.name.endsWith('.tmp'))
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
}

/**
 * The files of a variant if a snapshot holds them all, else `undefined`. `certain` says that the commit's own list was at
 * hand; without it, as in a cache filled by older tools, the model's settings say which files belong together.
 */
export async function completeVariant(
  layout: ModelLayout,
  commit: string,
  weights: Weights,
): Promise<{ readonly files: readonly SnapshotFile[]; readonly certain: boolean } | undefined> {
  const directory = layout.snapshot(commit);
  const there = await snapshotFiles(directory);
  const tree = await readTree(layout, commit);
  const model = modelOfFolder(basename(layout.root)) ?? '';
  const wanted = choose(tree ?? there, weights, model);
  if (wanted === undefined) return undefined;
  const bytes = new Map(there.map((file) => [file.path, file.bytes]));
  if (!wanted.every((file) => bytes.get(file.path) === file.bytes)) return undefined;
  if (tree !== undefined) return { files: wanted, certain: true };
  const config = (await orMissing(readFile(join(directory, 'config.json'), 'utf8'))) ?? '';
  const graphs = variantFiles(new Set(bytes.keys()), model, weights)?.graphs ?? [];
  const data = graphs.flatMap((graph) => externalDataPaths(config, graph));
  return data.every((path) => bytes.has(path)) ? { files: wanted, certain: false } : undefined;
}

function choose(
  files: readonly SnapshotFile[],
  weights: Weights,
  model: string,
): SnapshotFile[] | undefined {
  try {
    return chooseFiles(files, weights, model).map(({ path, bytes }) => ({ path, bytes }));
  } catch (error) {
    if (isNestvecError(error, 'not-found')) return undefined;
    throw error;
  }
}
