/**
 * The version in which the API began, and what came later: `'@nestvec/core: copy': '0.2.0'`. All that is not listed is as old as the first
 * version, so that no comment repeats it two thousand times. A test of the site fails on a name here that is not exported.
 */
export const first = '0.1.0';

/** Exports that came after `first`, as `package entry: name`, with the version that had them first. */
export const later: Readonly<Record<string, string>> = {};

/** The version that had an export first. */
export function sinceOf(entry: string, name: string): string {
  return later[`${entry}: ${name}`] ?? first;
}
