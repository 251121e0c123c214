import type { EmbedderIdentity, IdentityComparison } from '../spec/identity.ts';
import type { Agreement } from './agreement.ts';
import type { NearThresholds } from './options.ts';

/** Whether vectors of two embedders may meet in one collection, as measured. */
export interface MeasuredVerdict {
  /** As in `compareIdentity`; what names say is never loosened by what was measured, only tightened. */
  readonly verdict: 'equal' | 'near' | 'different';
  /** Why, as a sentence. */
  readonly reason: string;
  /** What `createIndex` takes as `acceptNear` to let them meet; empty unless `near`. */
  readonly acceptNear: readonly (keyof EmbedderIdentity)[];
}

/** Judges by the names first and then by the agreement at the whole length, the worst of them where there are several. */
export function judge(
  identity: IdentityComparison,
  whole: readonly Agreement[],
  thresholds: NearThresholds,
): MeasuredVerdict {
  const fields = identity.differences.map(({ field }) => field);
  if (identity.verdict === 'different') {
    return different(`${fields.join(', ')} differ, so their vectors must not meet`);
  }
  const cosine = Math.min(...whole.flatMap((one) => one.cosine?.mean ?? []));
  const neighbors = Math.min(...whole.flatMap((one) => one.mixedNeighbors ?? []));
  const measured = `the mean cosine is ${cosine.toFixed(4)} and ${percent(neighbors)} of the neighbors are the same`;
  if (cosine < thresholds.cosine || neighbors < thresholds.neighbors) {
    const wanted = `where ${thresholds.cosine} and ${percent(thresholds.neighbors)} are wanted`;
    return different(`${measured}, ${wanted}`);
  }
  const verdict = identity.verdict === 'equal' ? 'equal' : 'near';
  return { verdict, reason: measured, acceptNear: verdict === 'near' ? fields : [] };
}

function different(reason: string): MeasuredVerdict {
  return { verdict: 'different', reason, acceptNear: [] };
}

function percent(part: number): string {
  return `${(part * 100).toFixed(1)} %`;
}
