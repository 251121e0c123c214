import type { ItemSource } from '@nestvec/core';
import { batches, type IngestTarget, readChanged, throwIfAborted } from '@nestvec/core/kit';
import { isNestvecError } from '@nestvec/core';
import { jobIdOf, type NewJob } from '../job.ts';
import type { DeadItem } from '../list/dead.ts';
import type { SeenItem } from '../list/seen.ts';
import { addJobs } from './add-jobs.ts';
import { groupItems, mostJobBytes, type SourceItem, sizeOfGroup } from './group-items.ts';
import { toJobItem } from './job-item.ts';
import { keep } from './kept-run.ts';
import { bury } from './bury.ts';
import type { RunContext } from './run-context.ts';

/** Jobs that go into the list with one sync of the disk. */
const jobsTogether = 16;
/** Longest wait for them, where the source is slow. */
const maxWaitMs = 1000;
const usualItems = 64;

/** Reads the source and adds its jobs, no more than may wait at a time. Each is in the list, on the disk, before Redis gets it. */
export async function feed(
  context: RunContext,
  source: ItemSource,
  isResumed: boolean,
): Promise<void> {
  const { index, kept, list, options, settings, stop } = context;
  const { store, embedder, spec } = index;
  const target: IngestTarget = {
    embedder,
    store,
    spec,
    exists: () => true,
    beforeFirstWrite: async () => {},
  };
  const buried: DeadItem[] = [];
  const changed = readChanged(target, source, {
    skipStored: options.skipUnchanged,
    signal: stop.signal,
    onFailure({ id, stage, error, item }) {
      if (stage === 'read') kept.hasHidden = true;
      const isData = stage !== 'read' && item !== undefined;
      buried.push({
        id,
        stage,
        code: error.code,
        message: error.message,
        item: isData ? asJson(item) : undefined,
      });
    },
  });
  context.hides = (id) => changed.hides(id);
  async function* items(): AsyncGenerator<SourceItem, void, undefined> {
    for await (const { item: given, isChanged, version } of changed.items) {
      try {
        const item = toJobItem(given);
        const own = `${version} ${item.image ?? ''}`;
        yield { item, isChanged, version: own, bytes: Buffer.byteLength(JSON.stringify(item)) };
      } catch (error) {
        if (!isNestvecError(error)) throw error;
        buried.push({
          id: given.id,
          stage: 'check',
          code: error.code,
          message: error.message,
          item: undefined,
        });
      }
    }
  }
  const most = settings.itemsPerJob ?? Math.min(usualItems, embedder.limits.itemsPerCall);
  const limits = { items: most, tokens: Number.POSITIVE_INFINITY, bytes: mostJobBytes };
  const patience = { maxWaitMs };
  const jobs = batches(groupItems(items()), sizeOfGroup, limits, patience);
  const together = {
    ...limits,
    items: Math.min(jobsTogether, settings.maxWaiting),
    bytes: 8 * mostJobBytes,
  };
  const sizeOfJob = (groups: readonly (readonly SourceItem[])[]) => ({
    tokens: 0,
    bytes: groups.reduce((sum, group) => sum + sizeOfGroup(group).bytes, 0),
  });
  for await (const chunk of batches(jobs, sizeOfJob, together, patience)) {
    await waitForPlace(context, chunk.length);
    const added = list.synced('adding jobs', () => {
      const made = chunk.flatMap((groups) => takeNew(context, groups.flat(), isResumed));
      buryAll();
      keep(list, kept);
      return made;
    });
    await addJobs(context, added);
  }
  throwIfAborted({ signal: stop.signal }, 'reading the source');
  list.synced('ending the source', () => {
    buryAll();
    kept.read = true;
    if (changed.hidesAnything) kept.notPruned = 'parts of the source could not be read';
    keep(list, kept);
  });

  function buryAll(): void {
    for (const dead of buried.splice(0)) {
      if (bury(context, dead)) kept.total++;
    }
  }
}

/** Adds the versions that came again while an earlier one was under way; gives whether there were any. */
export async function feedLater(context: RunContext): Promise<boolean> {
  const { list, kept } = context;
  const added = list.synced('adding jobs', () => {
    const later = list.seen.takeLater(usualItems);
    for (const item of later) list.seen.note(item, kept.number);
    const made = later.length === 0 ? [] : [toJob(context, later)];
    keep(list, kept);
    return made;
  });
  await addJobs(context, added);
  return added.length > 0;
}

/** The job of the items that this run has not come across; none where there are none. Within a transaction. */
function takeNew(
  context: RunContext,
  items: readonly SourceItem[],
  isResumed: boolean,
): readonly NewJob[] {
  const { list, kept } = context;
  const fresh: SourceItem[] = [];
  for (const item of items) {
    const seen = list.seen.see(item, kept.number);
    if (seen === 'new') kept.total++;
    else if (!isResumed) kept.repeated++;
    if (seen !== 'new') continue;
    if (item.isChanged) fresh.push(item);
    else kept.unchanged++;
  }
  return fresh.length === 0 ? [] : [toJob(context, fresh)];
}

function toJob({ list, kept, adding }: RunContext, items: readonly SeenItem[]): NewJob {
  const versions = items.map(({ item, version }) => ({ id: item.id, version }));
  const id = jobIdOf(kept.run, versions);
  const job: NewJob = { id, data: { run: kept.run, items: items.map(({ item }) => item) } };
  list.jobs.add(job);
  adding.add(id);
  kept.added += items.length;
  return job;
}

/** Waits until so many jobs more may wait. */
async function waitForPlace(context: RunContext, jobs: number): Promise<void> {
  const { list, settings, stop } = context;
  const aborted = new Promise<void>((resolve) => {
    stop.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  while (list.jobs.count() + jobs > settings.maxWaiting) {
    throwIfAborted({ signal: stop.signal }, 'adding jobs');
    await Promise.race([context.settled.promise, aborted]);
  }
}

function asJson(item: unknown): string | undefined {
  try {
    return JSON.stringify(item);
  } catch {
    return undefined;
  }
}
