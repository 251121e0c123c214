/* oxlint-disable vitest/expect-expect -- the tests are data */
import { afterAll, describe, it } from 'vitest';
import { environment, seeded } from '../environment.ts';
import { newPrefix } from '../new-prefix.ts';
import { endlessCase, lastingCases } from './lasting-cases.ts';
import type { FaultCase } from './fault-case.ts';
import { httpFaults, tcpFaults } from './named-faults.ts';
import { readCases } from './read-cases.ts';
import { runFaultCase, type FaultOpener } from './run-fault-case.ts';
import { writeCases } from './write-cases.ts';

/** What `faultCases` takes. */
export interface FaultCaseOptions extends FaultOpener {
  /** What the store is called in the titles. */
  readonly name: string;
  /** Default: `NESTVEC_SEED`, else a fixed one, and in a full run one made from the time. */
  readonly seed?: number | undefined;
  /** Runs after the last case. */
  readonly cleanUp?: (() => void | Promise<void>) | undefined;
  /** For each case. Default 60,000. */
  readonly timeoutMs?: number | undefined;
  /** Beginning of the names of the collections that are made and dropped. Default: a new one. */
  readonly prefix?: string | undefined;
}

/** Every fault case for one transport, as data. */
export function faultCasesFor(transport: 'http' | 'tcp'): readonly FaultCase[] {
  const faults = transport === 'http' ? httpFaults : tcpFaults;
  return [
    ...faults.flatMap((named) => [...writeCases(named), ...readCases(named)]),
    ...lastingCases,
    ...(transport === 'http' ? [endlessCase] : []),
  ];
}

/**
 * Declares tests in which a proxy between the store and its database breaks one request after another. After each fault
 * every confirmed record is stored, each unconfirmed one is old or new and never mixed, the error names exactly the
 * unconfirmed, and writing those again puts everything right.
 */
export function faultCases(options: FaultCaseOptions): void {
  const { name, timeoutMs = 60_000, seed = environment.seed } = options;
  const prefix = options.prefix ?? newPrefix('fault');
  describe(seeded(`${name} under faults`, seed), { timeout: timeoutMs }, () => {
    if (options.cleanUp !== undefined) afterAll(options.cleanUp);
    for (const [i, one] of faultCasesFor(options.transport ?? 'http').entries()) {
      it(one.title, async () => await runFaultCase(one, options, `${prefix}_${i}`, seed));
    }
  });
}
