import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Every TypeScript file of a package: below `src`, or in its folder where it has no `src`. */
export function sourceFiles(folder: string): string[] {
  const src = join(folder, 'src');
  if (!existsSync(src)) return typescriptIn(folder, false);
  return typescriptIn(src, true);
}

/** Not published: tests, benchmarks and what only they use, which lies in `__fixtures__`. */
export function isTestFile(file: string): boolean {
  return /\.(test|bench)\.ts$/.test(file) || /[\\/]__fixtures__[\\/]/.test(file);
}

function typescriptIn(folder: string, recursive: boolean): string[] {
  return readdirSync(folder, { recursive, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
