import { env } from 'node:process';

/** Seed of everything random in these tests: vitest.config.ts says it, by the rule that stands in the testkit. */
export const seed: number = Number(env['NESTVEC_SEED'] ?? 1);

/** The title of a test of random values: it says how to repeat it. */
export function seeded(title: string): string {
  return `${title} (NESTVEC_SEED=${seed})`;
}
