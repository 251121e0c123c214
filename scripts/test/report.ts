/** What one run of vitest came to; `reporter.ts` writes it, `../test.ts` reads it. */
export type Report = {
  passed: number;
  /** Failed tests, files that failed outside a test, and errors that no test caught. */
  failed: string[];
  skipped: { name: string; reason?: string }[];
};

export const reportFile: URL = new URL(
  '../../node_modules/.cache/nestvec/vitest.json',
  import.meta.url,
);
