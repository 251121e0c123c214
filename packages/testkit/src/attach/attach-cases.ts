/* oxlint-disable vitest/expect-expect -- the tests are data */
import type { Store } from '@nestvec/core';
import { afterAll, describe, it } from 'vitest';
import { newPrefix } from '../new-prefix.ts';
import { runAttachCase, type AttachCase } from './context.ts';
import { copyingCases } from './copying.ts';
import { declaringCases } from './declaring.ts';
import type { ForeignDatabase } from './foreign.ts';
import { planningCases } from './planning.ts';
import { readingCases } from './reading.ts';
import { writingCases } from './writing.ts';

/** Every case about collections of someone else, as data: they need no test runner. */
export const attachedCases: Readonly<Record<string, readonly AttachCase[]>> = {
  'what is said of it': declaringCases,
  reading: readingCases,
  writing: writingCases,
  'plan and apply': planningCases,
  'a copy': copyingCases,
};

/** What `attachCases` takes. */
export interface AttachCaseOptions extends ForeignDatabase {
  /** What the store is called in the titles. */
  readonly name: string;
  /** Waits until every write so far is seen by reads; only for databases whose `readAfterWrite` is `eventual`. */
  readonly settle?: ((store: Store) => Promise<void>) | undefined;
  /** Runs after the last case. */
  readonly cleanUp?: (() => void | Promise<void>) | undefined;
  /** For each case. Default 30,000. */
  readonly timeoutMs?: number | undefined;
}

/**
 * Declares one test for each sentence about collections that someone else made, for each name that a vector can have there. Each test
 * makes its own collection by the database's own client, and removes it.
 */
export function attachCases(options: AttachCaseOptions): void {
  const { name, vectorNames, cleanUp, timeoutMs = 30_000 } = options;
  const prefix = newPrefix('T');
  let number = 0;
  describe(`${name}, a collection of someone else`, { timeout: timeoutMs }, () => {
    if (cleanUp !== undefined) afterAll(cleanUp);
    for (const place of vectorNames)
      describe(
        place === '' ? 'whose vector has no name' : `whose vector is called ${place}`,
        () => {
          for (const [about, cases] of Object.entries(attachedCases))
            describe(about, () => {
              for (const one of cases) {
                const collection = `${prefix}_a${++number}`;
                it(one.title, async () => {
                  await runAttachCase(one, options, collection, place);
                });
              }
            });
        },
      );
  });
}
