import { expect, it } from 'vitest';
import { programName } from './program-name.ts';

it.each([
  ['installed', '/usr/local/bin/nestvec', {}, 'nestvec'],
  [
    'installed, where links are resolved',
    '/p/node_modules/@nestvec/cli/dist/bin.js',
    {},
    'nestvec',
  ],
  ['in a clone', '/clone/packages/cli/dist/bin.js', {}, 'node packages/cli/dist/bin.js'],
  [
    'in a clone, from elsewhere',
    '/other/packages/cli/dist/bin.js',
    {},
    'node /other/packages/cli/dist/bin.js',
  ],
  [
    'by npm run in a clone',
    '/clone/packages/cli/dist/bin.js',
    { npm_lifecycle_event: 'task:quickstart' },
    'npm run nestvec --',
  ],
  ['unknown', undefined, {}, 'nestvec'],
])('prints commands as they were started: %s', (_, script, env, expected) => {
  expect(programName(script, env, '/clone')).toBe(expected);
});
