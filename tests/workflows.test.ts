import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root, rootManifest } from './support/workspace.ts';

const workflows = globSync('.github/workflows/*.yml', { cwd: root });
const commands = workflows.flatMap((file) =>
  Array.from(
    readFileSync(join(root, file), 'utf8').matchAll(/- run: (.+)/g),
    ([, command = '']) => ({
      file,
      command,
    }),
  ),
);

it('has workflows with commands', () => {
  expect(workflows.length).toBeGreaterThan(0);
  expect(commands.length).toBeGreaterThan(0);
});

/** Whether what a command names is in this repository; other programs than these would need a case. */
function isThere(command: string): boolean {
  const [program, first = '', second = ''] = command.split(' ');
  if (program === 'npm')
    return first === 'run' && Object.hasOwn(rootManifest.scripts ?? {}, second);
  if (program === 'node' || program === 'bash')
    return first.startsWith('node_modules/') || existsSync(join(root, first));
  return program === 'echo';
}

// Nothing here runs a workflow: what one names has to be there.
it.each(commands)('$file runs what is there: $command', ({ command }) => {
  expect(isThere(command)).toBe(true);
});

it('runs on the same commands as CI here', () => {
  expect(commands.map(({ command }) => command)).toContain('bash .ci/run');
});
