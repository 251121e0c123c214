import { readdir, stat } from 'node:fs/promises';
import type { Weights } from '../onnx/weights.ts';
import { orMissing } from './errno.ts';
import { type ModelLayout, modelLayout, modelOfFolder } from './layout.ts';
import { isCommit } from './names.ts';
import { listRefs } from './refs.ts';
import { resolveCacheDirectory } from './settings.ts';
import { completeVariant, snapshotFiles } from './snapshot.ts';
import { readTree } from './tree.ts';
import { variantFiles, variantsAmong } from './weights.ts';

/** A model in the cache at one commit. */
export interface CachedModel {
  readonly model: string;
  /** Its commit. */
  readonly revision: string;
  /** Branches and tags that stood at this commit at the last pull. */
  readonly refs: readonly string[];
  readonly directory: string;
  /** What it takes up, parts of interrupted pulls included. */
  readonly bytes: number;
  readonly weights: readonly CachedWeights[];
}

/** A variant in the cache, or a part of it. */
export interface CachedWeights {
  readonly name: Weights;
  /** Of the graph and its data alone. */
  readonly bytes: number;
  /** Whether all is there that using it takes. */
  readonly complete: boolean;
}

/** The models in a cache that hold weights in ONNX, whole or in part, whichever program put them there. */
export async function listModels(cacheDirectory?: string): Promise<CachedModel[]> {
  const cache = resolveCacheDirectory(cacheDirectory);
  const models: CachedModel[] = [];
  for (const folder of ((await orMissing(readdir(cache))) ?? []).sort()) {
    const model = modelOfFolder(folder);
    if (model === undefined) continue;
    const layout = modelLayout(cache, model);
    const refs = await listRefs(layout);
    for (const commit of ((await orMissing(readdir(layout.snapshots))) ?? []).sort()) {
      if (!isCommit(commit)) continue;
      const { bytes, weights } = await describeSnapshot(layout, commit, model);
      if (weights.length === 0) continue;
      models.push({
        model,
        revision: commit,
        refs: refs.filter((ref) => ref.commit === commit).map((ref) => ref.revision),
        directory: layout.snapshot(commit),
        bytes,
        weights,
      });
    }
  }
  return models;
}

async function describeSnapshot(
  layout: ModelLayout,
  commit: string,
  model: string,
): Promise<Pick<CachedModel, 'bytes' | 'weights'>> {
  const present = [
    ...(await snapshotFiles(layout.snapshot(commit))),
    ...(await parts(layout, commit)),
  ];
  const weights: CachedWeights[] = [];
  // A graph's data may be there before the graph is.
  const graphs = new Set(present.map(({ path }) => path.replace(/_data(_\d+)?$/, '')));
  for (const name of variantsAmong(graphs, model)) {
    const own = present.filter(({ path }) => variantFiles(graphs, model, name)?.has(path));
    const complete = (await completeVariant(layout, commit, name)) !== undefined;
    weights.push({ name, bytes: sum(own), complete });
  }
  return { bytes: sum(present), weights };
}

/** What an interrupted pull has left of the commit's files. */
async function parts(
  layout: ModelLayout,
  commit: string,
): Promise<{ readonly path: string; readonly bytes: number }[]> {
  const found: { path: string; bytes: number }[] = [];
  for (const { path, oid } of (await readTree(layout, commit)) ?? []) {
    const facts = await orMissing(stat(layout.part(oid)));
    if (facts !== undefined) found.push({ path, bytes: facts.size });
  }
  return found;
}

function sum(files: readonly { readonly bytes: number }[]): number {
  return files.reduce((total, { bytes }) => total + bytes, 0);
}
