import { basename, relative } from 'node:path';

/** What to type to start this program again: `nestvec` where it is installed, else the way it was started in a clone. */
export function programName(
  script: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
  cwd: string,
): string {
  if (script === undefined || !/\.[cm]?[jt]s$/.test(script)) return 'nestvec';
  // `npm run quickstart` in a clone: what starts there has the right Node and a build of everything.
  if (env['npm_lifecycle_event']?.startsWith('task:') === true) return 'npm run nestvec --';
  if (basename(script) !== 'bin.js' || script.includes('node_modules')) return 'nestvec';
  const path = relative(cwd, script);
  return `node ${path.startsWith('..') ? script : path}`;
}
