import { readFile, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { NestvecError } from '@nestvec/core';
import { messageOf } from '@nestvec/core/kit';
import { z } from 'zod';

const names = z.record(z.string(), z.unknown()).optional();

const manifestSchema = z.object({
  name: z.string().optional(),
  version: z.string().optional(),
  dependencies: names,
  optionalDependencies: names,
  peerDependencies: names,
});

type Manifest = z.infer<typeof manifestSchema>;

/** A package that is installed. */
export interface Installed {
  readonly name: string;
  readonly version: string;
  /** Where it really lies, links followed. */
  readonly folder: string;
  /** Folders of the packages that it gets by the names it declares. */
  readonly uses: readonly string[];
}

/**
 * What a package or app gets by its dependencies and theirs, peers and optional ones included, each found as Node finds it: in
 * `node_modules` of each folder above. By folder; the package itself is the first. Rejects with `not-found` without a `package.json`.
 */
export async function installedPackages(folder: string): Promise<ReadonlyMap<string, Installed>> {
  const found = new Map<string, Installed>();
  const first = await realpath(folder)
    .then(async (place) => {
      await readManifest(place);
      return place;
    })
    .catch((cause: unknown) => {
      const advice = 'give --size the folder of an app, in which packages are installed';
      throw new NestvecError(
        'not-found',
        `${folder} has no package.json that can be read (${messageOf(cause)}); ${advice}`,
        { what: 'path', name: folder },
        { cause },
      );
    });
  const waiting = [first];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (found.has(next)) continue;
    const manifest = await readManifest(next);
    const { name = next, version = '' } = manifest;
    const declared = new Set([
      ...Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies }),
      ...Object.keys({ ...manifest.peerDependencies }),
    ]);
    const places = await Promise.all([...declared].map((one) => resolveFrom(next, one)));
    const uses = places.filter((place) => place !== undefined);
    found.set(next, { name, version, folder: next, uses });
    waiting.push(...uses);
  }
  return found;
}

async function readManifest(folder: string): Promise<Manifest> {
  const text = await readFile(join(folder, 'package.json'), 'utf8');
  return manifestSchema.parse(JSON.parse(text));
}

async function resolveFrom(folder: string, name: string): Promise<string | undefined> {
  for (let above = folder; ; above = dirname(above)) {
    const place = join(above, 'node_modules', name);
    const isThere = await readManifest(place).then(
      () => true,
      () => false,
    );
    if (isThere) return await realpath(place);
    if (above === dirname(above)) return undefined;
  }
}
