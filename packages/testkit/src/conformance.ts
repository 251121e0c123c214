/* oxlint-disable vitest/expect-expect, vitest/no-conditional-tests -- the tests are data from `cases` */
import { invalid } from '@nestvec/core/kit';
import type { StoreCapabilities } from '@nestvec/core/store';
import { afterAll, describe, expect, it } from 'vitest';
import type { ConformanceCase } from './case.ts';
import { conformanceCases } from './cases/index.ts';
import { environment, seeded } from './environment.ts';
import { mayLose } from './may-lose.ts';
import { newPrefix } from './new-prefix.ts';
import { runCase, type StoreOpener } from './run-case.ts';

/** What `conformance` takes. */
export interface ConformanceOptions extends StoreOpener {
  /** What the store is called in the titles. */
  readonly name: string;
  /** Capabilities that the store must declare; the suite believes those that it does declare. Default: none. */
  readonly capabilities?: Partial<StoreCapabilities> | undefined;
  /** Cases that the store is known to fail. Each runs as an expected failure, so one that is healed turns red. */
  readonly deviations?: readonly Deviation[] | undefined;
  /** Runs after the last case. */
  readonly cleanUp?: (() => void | Promise<void>) | undefined;
  /** For each case. Default 30,000, and five minutes where `NESTVEC_FULL` is set. */
  readonly timeoutMs?: number | undefined;
  /** Beginning of the names of the collections that are made and dropped. Default: a new one. */
  readonly prefix?: string | undefined;
  /**
   * Declares one case in so many, other ones with another seed, for a second way into a database that all are asked of; all of them where
   * `NESTVEC_FULL` is set. Default 1.
   */
  readonly oneIn?: number | undefined;
}

/** A case that a store fails, and why that is accepted. */
export interface Deviation {
  /** Exact title of the case. */
  readonly case: string;
  readonly reason: string;
  /**
   * Of a race, which a store loses at some runs only: what the failure says then. A run without a failure is accepted too, and one
   * with any other failure is not.
   */
  readonly race?: RegExp | undefined;
}

/**
 * Declares one test for each case of the contract; call it at the top of a vitest file.
 *
 * ```ts
 * conformance({ name: 'my database', open: (collection) => myStore({ url, collection }) });
 * ```
 *
 * Throws `invalid-input` for a deviation whose title no case has.
 */
export function conformance(options: ConformanceOptions): void {
  const {
    name,
    capabilities,
    cleanUp,
    oneIn = 1,
    timeoutMs = environment.full ? 300_000 : 30_000,
  } = options;
  const deviations = checkDeviations(options.deviations ?? []);
  const prefix = options.prefix ?? newPrefix('t');
  let number = 0;
  describe(seeded(`${name} conforms`), { timeout: timeoutMs }, () => {
    if (cleanUp !== undefined) afterAll(cleanUp);
    it('declares the capabilities that are expected of it', async () => {
      const store = options.open(prefix);
      expect(store.capabilities).toMatchObject(capabilities ?? {});
      await store.close();
    });
    for (const [about, cases] of Object.entries(conformanceCases)) {
      const numbered = cases.map((one) => ({ one, at: ++number }));
      const taken = numbered.filter(
        ({ at }) => environment.full || (at + environment.seed) % oneIn === 0,
      );
      if (taken.length === 0) continue;
      describe(about, () => {
        for (const { one, at } of taken)
          declare(one, options, `${prefix}_${at}`, deviations.get(one.title));
      });
    }
  });
}

function declare(
  one: ConformanceCase,
  options: ConformanceOptions,
  prefix: string,
  deviation: Deviation | undefined,
): void {
  if (deviation !== undefined) {
    const { reason, race } = deviation;
    const run = async (): Promise<void> => await runCase(one, options, prefix);
    if (race === undefined) it.fails(`${one.title} (deviates: ${reason})`, run);
    else it(`${one.title} (deviates at times: ${reason})`, () => mayLose(run, race));
    return;
  }
  it(one.title, async (context) => {
    const missing = await missingCapability(one, options, prefix);
    if (missing !== undefined) context.skip(`the store declares that it can't: ${missing}`);
    await runCase(one, options, prefix);
  });
}

async function missingCapability(
  { needs }: ConformanceCase,
  { open }: StoreOpener,
  prefix: string,
): Promise<string | undefined> {
  if (needs === undefined) return undefined;
  const store = open(prefix);
  await store.close();
  return store.capabilities[needs] ? undefined : needs;
}

function checkDeviations(deviations: readonly Deviation[]): ReadonlyMap<string, Deviation> {
  const titles = new Set(
    Object.values(conformanceCases).flatMap((cases) => cases.map(({ title }) => title)),
  );
  const checked = new Map<string, Deviation>();
  for (const deviation of deviations) {
    if (!titles.has(deviation.case))
      throw invalid('deviations', `no case is called ${JSON.stringify(deviation.case)}`);
    if (checked.has(deviation.case))
      throw invalid('deviations', `${JSON.stringify(deviation.case)} is listed twice`);
    if (deviation.reason === '')
      throw invalid('deviations', `${JSON.stringify(deviation.case)} has no reason`);
    checked.set(deviation.case, deviation);
  }
  return checked;
}
