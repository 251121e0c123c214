import { existsSync, readdirSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import { environment } from './packages/testkit/src/environment.ts';

const packages = readdirSync(new URL('packages', import.meta.url)).filter((name) =>
  existsSync(new URL(`packages/${name}/package.json`, import.meta.url)),
);

/** One seed for the run, whatever the file. */
const env = { NESTVEC_SEED: String(environment.seed) };

/** A test that hangs is to end; on a machine with other work, one that is well may take many times as long as on an idle one. */
const patience = {
  testTimeout: 60_000,
  hookTimeout: 60_000,
  expect: { poll: { timeout: 20_000 } },
};

/** What takes half a minute of all cores for one assertion runs with the full counts only. */
const exclude = environment.full ? [] : ['**/*.full.test.ts'];

export default defineConfig({
  test: {
    // As many files at once as there are cores: vitest leaves one free, and those of servers mostly wait.
    maxWorkers: '100%',
    projects: [
      ...packages.map((name) => ({
        test: {
          name,
          root: `packages/${name}`,
          include: ['src/**/*.test.ts'],
          exclude,
          env,
          ...patience,
          benchmark: { include: ['src/**/*.bench.ts'] },
        },
      })),
      {
        test: {
          name: 'house',
          root: 'tests',
          include: ['**/*.test.ts'],
          exclude,
          env,
          ...patience,
        },
      },
    ],
  },
});
