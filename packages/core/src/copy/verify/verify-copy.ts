import { mapWindow } from '../../async/window.ts';
import type { CallOptions } from '../../async/signal.ts';
import { compareIds } from './compare-ids.ts';
import { compareRecords, type RecordComparison } from './compare-records.ts';
import { compareSearches, type SearchComparison } from './compare-searches.ts';
import type { ResolvedCopyOptions } from '../copy-options.ts';
import type { CopyPart } from '../copy-parts.ts';
import type { Verification } from '../copy-report.ts';
import { isFileStore } from '../file/file-store.ts';
import { listing } from './listed.ts';

/** Records that are compared where not all are. */
const sampleSize = 1000;
/** Tenants that are counted at a time. */
const countedAtOnce = 4;

/** Compares source and target: counts, ids, records, and what searches find. */
export async function verifyCopy(
  comparison: RecordComparison & SearchComparison,
  { verify, merge }: Pick<ResolvedCopyOptions, 'verify' | 'merge'>,
): Promise<Verification> {
  const { parts, call } = comparison;
  const counts = await compareCounts(parts, merge, call);
  const { ids, sample } = await compareIds(parts, sampleSize, call);
  const compared = await compareRecords(comparison, verify === 'all' ? 'all' : sample);
  const isSearched = !parts.some(({ from, to }) => isFileStore(from) || isFileStore(to));
  const searches = isSearched ? await compareSearches(comparison, sample) : undefined;
  const equal =
    counts.differing.count === 0 &&
    ids.missing.count === 0 &&
    (merge || ids.extra.count === 0) &&
    compared.records.differing.count === 0 &&
    (searches === undefined || searches.recall >= 0.99 || searches.reason !== undefined);
  return { equal, counts, ids, ...compared, ...(searches === undefined ? {} : { searches }) };
}

async function compareCounts(
  parts: readonly CopyPart[],
  merge: boolean,
  { signal }: CallOptions,
): Promise<Verification['counts']> {
  const differing = listing<{ tenant: string | undefined; source: number; target: number }>();
  let [source, target] = [0, 0];
  const count = async ({ tenant, from, to }: CopyPart) => ({
    tenant,
    source: await from.count({ signal }),
    target: await to.count({ signal }),
  });
  for await (const counted of mapWindow(parts, countedAtOnce, count)) {
    source += counted.source;
    target += counted.target;
    const isOff = merge ? counted.target < counted.source : counted.target !== counted.source;
    if (isOff) differing.add(counted);
  }
  return { source, target, differing: differing.done() };
}
