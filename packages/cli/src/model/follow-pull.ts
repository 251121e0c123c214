import type { ModelLicense, PullOptions, PullProgress } from '@nestvec/core/hub';
import { messageOf } from '@nestvec/core/kit';
import type { Io } from '../io.ts';
import { createStatusLine } from '../status-line.ts';
import { bytes, oneLine } from '../text.ts';

/** Follows a pull on stderr. */
export interface PullFollower {
  readonly callbacks: Pick<PullOptions, 'onProgress' | 'onLicense' | 'retry'>;
  clear(): void;
}

/** A follower that shows the licence, then how far the pull is. */
export function followPull(io: Io, json: boolean): PullFollower {
  const line = createStatusLine(io, json);
  return {
    callbacks: {
      retry: {
        onRetry({ error, waitMs }) {
          line.clear();
          const reason = oneLine(messageOf(error));
          io.stderr.write(`${reason}; trying again in ${Math.ceil(waitMs / 1000)} s\n`);
        },
      },
      onLicense(license) {
        io.stderr.write(`${licenseNotice(license)}\n`);
      },
      onProgress(progress) {
        line.show(
          () => progressText(progress),
          () => ({ progress }),
        );
      },
    },
    clear: () => line.clear(),
  };
}

function licenseNotice({ model, license, nonCommercial, url }: ModelLicense): string {
  const terms = nonCommercial ? ', which allows no commercial use' : '';
  return `${model} is licensed under ${license}${terms}: ${url}`;
}

function progressText({
  file,
  step,
  bytes: done,
  totalBytes,
  bytesPerSecond,
}: PullProgress): string {
  const percent = totalBytes === 0 ? 100 : Math.floor((done / totalBytes) * 100);
  const rate = bytesPerSecond > 0 ? `, ${bytes(bytesPerSecond)}/s` : '';
  return `${percent} % of ${bytes(totalBytes)}${rate}, ${step} ${file}`;
}
