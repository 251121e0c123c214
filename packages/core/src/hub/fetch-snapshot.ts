import { mkdir, stat } from 'node:fs/promises';
import { mapWindow } from '../async/window.ts';
import { diskFull } from './disk-error.ts';
import { orMissing } from './errno.ts';
import type { Hub } from './exchange.ts';
import { fetchBlob } from './fetch-blob.ts';
import { freeBytes } from './free-space.ts';
import type { HubFile } from './hub-file.ts';
import type { ModelLayout } from './layout.ts';
import { place } from './place.ts';
import { createProgress, type Progress } from './progress.ts';
import type { ResolvedPull } from './pull-options.ts';

/** Files to bring together in the directory of a commit. */
export interface FetchSnapshot {
  readonly pull: ResolvedPull;
  readonly hub: Hub;
  readonly layout: ModelLayout;
  readonly commit: string;
  readonly files: readonly HubFile[];
}

/** Fetches what is not there yet, the small files first. The first failure stops the others and is thrown. */
export async function fetchSnapshot(options: FetchSnapshot): Promise<void> {
  const { pull, layout, commit, files } = options;
  const progress = createProgress(files, pull.onProgress);
  await checkSpace(options);
  await mkdir(layout.snapshot(commit), { recursive: true });
  const stop = new AbortController();
  const signal = AbortSignal.any([stop.signal, ...(pull.signal ? [pull.signal] : [])]);
  const failures: unknown[] = [];
  const work = async (file: HubFile): Promise<boolean> => {
    try {
      await fetchFile(options, file, signal, progress);
      return true;
    } catch (error) {
      failures.push(error);
      stop.abort();
      return false;
    }
  };
  const bySize = files.toSorted((a, b) => a.bytes - b.bytes);
  for await (const isDone of mapWindow(bySize, pull.concurrency, work)) if (!isDone) break;
  if (failures.length > 0) throw failures[0];
}

async function fetchFile(
  options: FetchSnapshot,
  file: HubFile,
  signal: AbortSignal,
  progress: Progress,
): Promise<void> {
  const { pull, hub, layout, commit } = options;
  const { model, cacheDirectory, linking, writeChunk } = pull;
  const path = layout.file(commit, file.path);
  if ((await orMissing(stat(path)))?.size === file.bytes) {
    progress.at(file, 'ready', file.bytes);
    return;
  }
  const retry = { ...pull.retry, signal };
  await fetchBlob({
    hub,
    model,
    commit,
    file,
    signal,
    layout,
    cacheDirectory,
    retry,
    progress,
    writeChunk,
  });
  await place(layout.blob(file.oid), path, linking);
}

/** A disk too small for what is missing is reported at once, not after an hour. */
async function checkSpace({ pull, layout, commit, files }: FetchSnapshot): Promise<void> {
  let missing = 0;
  let kept = 0;
  for (const file of files) {
    const there = await orMissing(stat(layout.file(commit, file.path)));
    const blob = there ?? (await orMissing(stat(layout.blob(file.oid))));
    if (blob?.size === file.bytes) continue;
    const part = (await orMissing(stat(layout.part(file.oid))))?.size ?? 0;
    kept += part;
    missing += Math.max(0, file.bytes - part);
  }
  const free = await freeBytes(layout.root);
  if (free !== undefined && free < missing) throw diskFull(pull.cacheDirectory, missing, kept);
}
