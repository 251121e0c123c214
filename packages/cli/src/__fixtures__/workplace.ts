import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cataloguePath } from '../quickstart/catalogue.ts';

/** A folder of one test. */
export interface Workplace {
  readonly folder: string;
  path(name: string): string;
  write(name: string, content: string | Uint8Array): Promise<void>;
  /** Copies an image of the catalogue, such as `violin`. */
  image(name: string, target: string): Promise<void>;
  remove(): Promise<void>;
}

/** A new, empty folder. */
export async function createWorkplace(): Promise<Workplace> {
  const folder = await mkdtemp(join(tmpdir(), 'nestvec-cli-'));
  const path = (name: string): string => join(folder, name);
  return {
    folder,
    path,
    async write(name, content) {
      await mkdir(dirname(path(name)), { recursive: true });
      await writeFile(path(name), content);
    },
    async image(name, target) {
      await cp(cataloguePath(`images/${name}.webp`), path(target));
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
