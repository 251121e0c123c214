import type { RemoteCallbacks, UsageReport } from '@nestvec/core/remote';
import type { Io } from '../io.ts';
import { count } from '../text.ts';

/** What a remote embedder has consumed. */
export interface UsageCounter {
  readonly callbacks: RemoteCallbacks;
  /** Says it on stderr; nothing where nothing was asked of a service. */
  print(io: Io): void;
}

/** Nothing consumed yet. */
export function createUsage(): UsageCounter {
  let total: UsageReport['total'] | undefined;
  return {
    callbacks: {
      onUsage(report) {
        total = report.total;
      },
    },
    print({ stderr }) {
      if (total === undefined) return;
      const { tokens, estimatedTokens, requests } = total;
      const off = ((tokens - estimatedTokens) / Math.max(1, estimatedTokens)) * 100;
      const difference = `${off >= 0 ? '+' : ''}${off.toFixed(1)} %`;
      stderr.write(
        `the service counted ${count(tokens, 'token')} in ${count(requests, 'request')}; ${count(estimatedTokens, 'token')} were estimated (${difference})\n`,
      );
    },
  };
}
