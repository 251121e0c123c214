import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isTestFile, sourceFiles } from './source-files.ts';

/** Shorter lines, such as closing brackets, are the same everywhere. */
const shortest = 12;

/**
 * The lines of code of an adapter, trimmed: without comments, imports, short lines, tests and `grpc/`, of which some files are the
 * same on purpose.
 */
export function adapterLines(folder: string): string[] {
  return sourceFiles(folder)
    .filter((file) => !isTestFile(file) && !file.startsWith(join(folder, 'src', 'grpc')))
    .flatMap((file) => codeLines(readFileSync(file, 'utf8')));
}

function codeLines(text: string): string[] {
  return text
    .replace(/\/\*.*?\*\//gs, '')
    .replace(/^(import|export)\b[^;]*?from '[^']*';/gm, '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.length > shortest && !line.startsWith('//'));
}
