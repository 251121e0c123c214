import { env } from 'node:process';

const full = env['NESTVEC_FULL'] !== undefined && env['NESTVEC_FULL'] !== '';

/** The seed where no other is given: the same in every run of samples, so that each run fails or passes alike. */
const usualSeed = 20_261_130;

/** What the environment asks of a test run. A suite is called by test files, which have no other place to ask. */
export const environment: {
  /** Of everything random: `NESTVEC_SEED`, else a fixed one, and in a full run one made from the time. */
  readonly seed: number;
  /** Whether the stated counts are wanted instead of samples. */
  readonly full: boolean;
} = {
  seed:
    env['NESTVEC_SEED'] === undefined
      ? full
        ? Date.now() % 2 ** 31
        : usualSeed
      : Number(env['NESTVEC_SEED']),
  full,
};

/** Seed of everything random, by the rule of `environment`. */
export const seed: number = environment.seed;

/** The title of a test of random values: it says how to repeat it. */
export function seeded(title: string, by: number = seed): string {
  return `${title} (NESTVEC_SEED=${by})`;
}
