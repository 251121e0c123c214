import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root, rootManifest } from './support/workspace.ts';

const workflows = globSync('.github/workflows/*.yml', { cwd: root });
const commands = workflows.flatMap((file) =>
  Array.from(read(file).matchAll(/- run: (.+)/g), ([, command = '']) => ({ file, command })),
);

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

it('has workflows with commands', () => {
  expect(workflows.length).toBeGreaterThan(0);
  expect(commands.length).toBeGreaterThan(0);
});

/** Whether what a command names is in this repository; other programs than these would need a case. */
function isThere(command: string): boolean {
  const [program = '', ...words] = command.split(' ');
  const [first = '', second = ''] = words;
  if (program === 'npm')
    return Object.hasOwn(rootManifest.scripts ?? {}, first === 'run' ? second : first);
  if (program === 'docker')
    return (
      words.includes('--file') && existsSync(join(root, words[words.indexOf('--file') + 1] ?? ''))
    );
  if (program === 'node' || program === 'bash' || program === 'rm')
    return first.startsWith('node_modules/') || existsSync(join(root, first));
  return false;
}

// Nothing here runs a workflow: what one names has to be there.
it.each(commands)('$file runs what is there: $command', ({ command }) => {
  expect(isThere(command)).toBe(true);
});

/** Each job of `ci.yml`, by its name there. */
const jobs = Object.fromEntries(
  read('.github/workflows/ci.yml')
    .split(/^ {2}(?=\w+:\n {4})/m)
    .slice(1)
    .map((text) => [text.slice(0, text.indexOf(':')), text]),
);

/** The commands of a job, in their order. */
function runsOf(job: string): readonly string[] {
  return Array.from(jobs[job]?.matchAll(/- run: (.+)/g) ?? [], ([, command = '']) => command);
}

describe('ci.yml', () => {
  it('runs on Linux, macOS and Windows what CI runs here, and nothing else', () => {
    expect(jobs['test']).toContain('os: [ubuntu-latest, macos-latest, windows-latest]');
    expect(runsOf('test')).toEqual(['bash .ci/run']);
  });

  it('runs the same on each Node of its matrix, without the one that the build brings', () => {
    expect(jobs['node']).toContain('node: [22, 24, 26]');
    expect(runsOf('node')).toEqual([
      'npm run build',
      'rm node_modules/.bin/node',
      'bash .ci/run',
      'npm run release:dry',
    ]);
  });

  it('gives the tests the addresses of the databases of docker/compose.yaml', () => {
    const text = jobs['databases'] ?? '';
    expect(runsOf('databases')[0]).toContain('docker compose --file docker/compose.yaml up');
    const given = Array.from(
      text.matchAll(/NESTVEC_\w+_URL: \w+:\/\/[^:]*:(\d+)/g),
      ([, port = '']) => port,
    );
    const opened = Array.from(
      read('docker/compose.yaml').matchAll(/- 127\.0\.0\.1:(\d+):/g),
      ([, port = '']) => port,
    );
    expect(given.toSorted()).toEqual(opened.toSorted());
  });

  it('has a job for the full counts and one for the site of the documentation', () => {
    expect(runsOf('full')).toEqual(['npm run test:full']);
    expect(runsOf('docs')).toEqual(['npm run docs']);
  });
});
