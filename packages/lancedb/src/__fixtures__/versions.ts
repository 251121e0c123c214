import { createRequire } from 'node:module';
import type { LanceModule } from '../client.ts';

const require = createRequire(import.meta.url);

/** Both ends of the range of LanceDB that the package supports, under the names of this workspace. */
export const versions = ['lancedb-oldest', 'lancedb-newest'] as const;

/** LanceDB of one end; `undefined` where the registry has no binary of it for this machine. */
export function loadVersion(name: (typeof versions)[number]): LanceModule | undefined {
  try {
    return require(name) as LanceModule; // the package of that name
  } catch {
    return undefined;
  }
}
