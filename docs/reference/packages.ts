import { table } from '../site/markdown.ts';
import type { Package } from '../site/places.ts';

/** The packages, each with its README and its API. */
export function packagesPage(packages: readonly Package[]): string {
  return [
    '# Packages',
    table(
      ['package', 'what it is', 'API'],
      packages.map(({ short, name, description, entries }) => [
        `[\`${name}\`](./${short})`,
        description,
        entries.map((entry) => `[\`${entry}\`](../api/${apiPathOf(short, entry)})`).join(' '),
      ]),
    ),
  ].join('\n\n');
}

/** Where the API of an entry of a package is, below `reference/api/`: `core` for its root, `core-onnx` for `./onnx`. */
export function apiPathOf(short: string, entry: string): string {
  return entry === '.' ? short : `${short}-${entry.slice(2)}`;
}
