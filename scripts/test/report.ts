/** What one run of vitest came to; `reporter.ts` writes it, `../test.ts` reads it. */
export type Report = {
  passed: number;
  /** Failed tests, files that failed outside a test, and errors that no test caught. */
  failed: string[];
  skipped: { name: string; reason?: string }[];
  /** How each store did in the conformance suite, by the name that the suite was given. */
  stores: Record<string, StoreCounts>;
};

/** Cases of the conformance suite that a store passed, failed, and was not asked because its capabilities say that it can't. */
type StoreCounts = Record<'passed' | 'failed' | 'skipped', number>;

export const reportFile: URL = new URL(
  '../../node_modules/.cache/nestvec/vitest.json',
  import.meta.url,
);
