import type { LanceModule } from '../client.ts';

/** Both ends of the range of LanceDB that the package supports, under the names of this workspace. */
export const versions = ['lancedb-oldest', 'lancedb-newest'] as const;

const modules: Readonly<Record<(typeof versions)[number], LanceModule | undefined>> = {
  'lancedb-oldest': await ifThere(async () => await import('lancedb-oldest')),
  'lancedb-newest': await ifThere(async () => await import('lancedb-newest')),
};

/** LanceDB of one end; `undefined` where the registry has no binary of it for this machine. */
export function loadVersion(name: (typeof versions)[number]): LanceModule | undefined {
  return modules[name];
}

async function ifThere(load: () => Promise<unknown>): Promise<LanceModule | undefined> {
  try {
    return (await load()) as LanceModule; // of another version, whose differences are what is tested
  } catch {
    return undefined;
  }
}
