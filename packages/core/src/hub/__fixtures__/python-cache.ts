import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import type { FixtureModel } from './model.ts';

/** Fills a cache as `hf_hub_download` of huggingface_hub before 2.0 does, which keeps no list of a commit's files. */
export async function fillLikePython(
  cache: string,
  model: FixtureModel,
  paths: readonly string[],
): Promise<string> {
  const root = join(cache, `models--${model.name.replace('/', '--')}`);
  const snapshot = join(root, 'snapshots', model.commit);
  for (const path of paths) {
    const file = model.files[path];
    if (file === undefined) throw new Error(`the fixture has no ${path}`);
    const blob = join(root, 'blobs', file.oid);
    const link = join(snapshot, path);
    await mkdir(dirname(blob), { recursive: true });
    await mkdir(dirname(link), { recursive: true });
    await writeFile(blob, file.content);
    await symlink(relative(dirname(link), blob), link);
  }
  await mkdir(join(root, 'refs'), { recursive: true });
  await writeFile(join(root, 'refs', 'main'), model.commit);
  return snapshot;
}
