import { relative, sep } from 'node:path';
import { type Installed, installedPackages } from './installed.ts';
import { measure, type Measured } from './measure.ts';
import { type Machine, thisMachine } from './platform.ts';

/** Optional dependencies of a package that nestvec uses, for things that nestvec does itself and never asks of that package. */
const neverCalled: Readonly<Record<string, readonly string[]>> = {
  '@lancedb/lancedb': ['@huggingface/transformers', 'openai'],
};

/** What npm installs in their place: a small package that LanceDB's own dependencies bring anyway. Unlike a version that is not there, `npm ci` takes it. */
const inTheirPlace = 'npm:tslib@2';

/** One package and what it takes. */
export interface SizedPackage {
  readonly name: string;
  readonly version: string;
  readonly folder: string;
  readonly bytes: number;
  /** Bytes of binaries for other platforms. */
  readonly foreignBytes: number;
  /** Whether only packages that nestvec never calls need it. */
  readonly neverCalled: boolean;
}

/** What an install takes, and what of it can go. */
export interface SizeReport {
  readonly folder: string;
  readonly bytes: number;
  /** The largest first. */
  readonly packages: readonly SizedPackage[];
  readonly canGo: {
    /** Of packages that are never called. */
    readonly neverCalledBytes: number;
    /** For the app's `package.json`: npm then installs a small package in their place. */
    readonly overrides: Readonly<Record<string, Readonly<Record<string, string>>>>;
    /** Of binaries for other platforms in the packages that stay. */
    readonly foreignBytes: number;
    /** What holds them, relative to `folder` where it lies inside of it, to be removed after each install. */
    readonly foreign: readonly string[];
  };
}

/** Measures what is installed for the package or app in a folder. */
export async function sizeReport(
  folder: string,
  here: Machine = thisMachine(),
): Promise<SizeReport> {
  const found = await installedPackages(folder);
  const called = reachable(found, ({ name }) => neverCalled[name] ?? []);
  const [root, ...rest] = found.values();
  const sized = await Promise.all(
    rest.map(async (one): Promise<SizedPackage & Pick<Measured, 'foreign'>> => {
      const { name, version, folder: place } = one;
      const own = await measure(place, here);
      return { name, version, folder: place, ...own, neverCalled: !called.has(place) };
    }),
  );
  sized.sort((a, b) => b.bytes - a.bytes || (a.name < b.name ? -1 : 1));
  const from = root?.folder ?? folder;
  const stays = sized.filter((one) => !one.neverCalled);
  return {
    folder: from,
    bytes: total(sized, 'bytes'),
    packages: sized.map(({ foreign: _, ...one }) => one),
    canGo: {
      neverCalledBytes: total(
        sized.filter((one) => one.neverCalled),
        'bytes',
      ),
      overrides: overridesOf([...found.values()]),
      foreignBytes: total(stays, 'foreignBytes'),
      foreign: stays.flatMap((one) => one.foreign.map((path) => placeOf(from, one.folder, path))),
    },
  };
}

/** Folders that are reached from the first without the dependencies that `without` names of a package. */
function reachable(
  found: ReadonlyMap<string, Installed>,
  without: (one: Installed) => readonly string[],
): ReadonlySet<string> {
  const reached = new Set<string>();
  const waiting = [...found.keys()].slice(0, 1);
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const one = found.get(next);
    if (one === undefined || reached.has(next)) continue;
    reached.add(next);
    const left = without(one);
    waiting.push(...one.uses.filter((use) => !left.includes(found.get(use)?.name ?? '')));
  }
  return reached;
}

function overridesOf(installed: readonly Installed[]): SizeReport['canGo']['overrides'] {
  const there = new Set(installed.map(({ name }) => name));
  return Object.fromEntries(
    Object.entries(neverCalled)
      .filter(([name, parts]) => there.has(name) && parts.some((part) => there.has(part)))
      .map(([name, parts]) => [
        name,
        Object.fromEntries(parts.map((part) => [part, inTheirPlace])),
      ]),
  );
}

function placeOf(from: string, folder: string, path: string): string {
  const within = relative(from, folder);
  const isOutside = within.startsWith('..');
  return `${(isOutside ? folder : within).replaceAll(sep, '/')}/${path}`;
}

function total(packages: readonly SizedPackage[], key: 'bytes' | 'foreignBytes'): number {
  return packages.reduce((sum, one) => sum + one[key], 0);
}
