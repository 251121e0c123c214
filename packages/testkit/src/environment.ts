import { env } from 'node:process';

/** What the environment asks of a test run. A suite is called by test files, which have nobody else to ask. */
export const environment: {
  /** Seed to repeat a run with. */
  readonly seed: number | undefined;
  /** Whether the stated counts are wanted instead of samples. */
  readonly full: boolean;
} = {
  seed: env['NESTVEC_SEED'] === undefined ? undefined : Number(env['NESTVEC_SEED']),
  full: env['NESTVEC_FULL'] !== undefined && env['NESTVEC_FULL'] !== '',
};
