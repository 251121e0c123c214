import type { HubFile } from './hub-file.ts';

/** How far a pull is. */
export interface PullProgress {
  /** The file that this is about. */
  readonly file: string;
  /** `waiting`: another process fetches it. */
  readonly step: 'waiting' | 'downloading' | 'verifying' | 'ready';
  /** Bytes of the file that are there. They never go back, not even where a download has to begin anew. */
  readonly fileBytes: number;
  readonly fileTotalBytes: number;
  /** The same over all files, those already in the cache included. */
  readonly bytes: number;
  readonly totalBytes: number;
  /** What the network brought in the last seconds. */
  readonly bytesPerSecond: number;
}

/** Collects how far each file is. */
export interface Progress {
  at(file: HubFile, step: PullProgress['step'], bytes: number): void;
  /** Counts bytes from the network. */
  received(count: number): void;
}

const intervalMs = 100;
const rateWindowMs = 5000;

/** Reports at most ten times a second, and each new step of a file at once. */
export function createProgress(
  files: readonly HubFile[],
  onProgress: ((progress: PullProgress) => void) | undefined,
  now: () => number = () => performance.now(),
): Progress {
  const totalBytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const reached = new Map<string, { bytes: number; step: string }>();
  const rate = createRate(now);
  let bytes = 0;
  let lastReport = Number.NEGATIVE_INFINITY;
  return {
    received: (count) => rate.count(count),
    at(file, step, fileBytes) {
      const before = reached.get(file.path);
      const most = Math.min(file.bytes, Math.max(fileBytes, before?.bytes ?? 0));
      reached.set(file.path, { bytes: most, step });
      bytes += most - (before?.bytes ?? 0);
      if (before?.step === step && now() - lastReport < intervalMs) return;
      lastReport = now();
      onProgress?.({
        file: file.path,
        step,
        fileBytes: most,
        fileTotalBytes: file.bytes,
        bytes,
        totalBytes,
        bytesPerSecond: rate.perSecond(),
      });
    },
  };
}

/** A rate over the last seconds. */
function createRate(now: () => number): { count(bytes: number): void; perSecond(): number } {
  const marks = [{ at: now(), total: 0 }];
  let total = 0;
  return {
    count(bytes) {
      total += bytes;
    },
    perSecond() {
      const at = now();
      while (marks.length > 1 && at - (marks[0]?.at ?? at) > rateWindowMs) marks.shift();
      const oldest = marks[0] ?? { at, total };
      marks.push({ at, total });
      return at > oldest.at ? ((total - oldest.total) * 1000) / (at - oldest.at) : 0;
    },
  };
}
