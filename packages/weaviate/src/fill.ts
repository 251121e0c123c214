import { isDeepStrictEqual } from 'node:util';
import { type CallOptions, truncate } from '@nestvec/core';
import type { CollectionMemory } from '@nestvec/core/store';
import type { ObjectPlace, StoredObject } from './api.ts';
import type { CollectionInfo } from './info.ts';
import { pagesOf } from './pages.ts';
import { placesOf } from './places.ts';
import { readObjects } from './read.ts';
import type { Session } from './session.ts';
import { viewOf } from './view.ts';
import { writeRecords } from './write.ts';

const objectsAtOnce = 250;
/** Changes of single objects in flight. */
const width = 8;

/** A vector that is computed from a larger one, by the names that they have there. */
export interface Backfill {
  readonly name: string;
  readonly from: string;
  readonly dimensions: number;
}

/**
 * Computes a smaller vector from a stored larger one, page by page. Only objects that lack it are changed, so that it can be
 * interrupted at any moment and go on later; and nothing but the vector, so that a record that was removed meanwhile stays away.
 * Goes round again until none is left.
 */
export async function backfillVector(
  session: Session,
  { tenants }: CollectionInfo,
  backfill: Backfill,
  call: CallOptions | undefined,
  onProgress: (done: number, total: number) => void,
): Promise<void> {
  const places = await placesOf(session, tenants, undefined, 'all');
  let total = 0;
  for (const place of places) total += await session.api.count(place, undefined);
  let done = 0;
  const begin = (): void => session.begin(`backfill of ${backfill.name}`, call);
  for (const place of places) {
    for (let filled = true; filled;) {
      filled = false;
      const walk = { properties: [], vectors: [backfill.name], pageSize: objectsAtOnce };
      for await (const objects of pagesOf(session, place, walk, begin)) {
        const lacking = objects.filter(({ vectors }) => vectors[backfill.name] === undefined);
        if ((await fillPage(session, place, lacking, backfill, begin)) > 0) filled = true;
        done = Math.min(done + objects.length, total);
        onProgress(done, total);
      }
    }
  }
  onProgress(total, total);
}

/**
 * Says how many were filled. Writers of this process wait for a page. Those of others do not, and the server has no condition
 * for a change, so what was filled is read once more: where a record was replaced in between, its new vector is taken instead.
 */
async function fillPage(
  session: Session,
  place: ObjectPlace,
  lacking: readonly StoredObject[],
  backfill: Backfill,
  begin: () => void,
): Promise<number> {
  return await session.lock.exclusive(async () => {
    const isLacking = ({ vectors }: StoredObject): boolean => vectors[backfill.name] === undefined;
    const ids = lacking.map(({ id }) => id);
    let filled = await fillObjects(session, place, ids, backfill, isLacking, begin);
    const count = filled.length;
    const isStale = ({ vectors }: StoredObject, wanted: Float32Array): boolean =>
      !isDeepStrictEqual(vectors[backfill.name], wanted);
    for (let round = 0; round < rounds && filled.length > 0; round++)
      filled = await fillObjects(session, place, filled, backfill, isStale, begin);
    return count;
  });
}

/** How often a record is looked at that others replace all the time. */
const rounds = 5;

/** Fills those of the objects that need it, and gives their ids. */
async function fillObjects(
  session: Session,
  place: ObjectPlace,
  ids: readonly string[],
  { name, from, dimensions }: Backfill,
  needsIt: (object: StoredObject, wanted: Float32Array) => boolean,
  begin: () => void,
): Promise<readonly string[]> {
  const parts = { properties: [], vectors: [from, name] };
  const waiting = [...(await readObjects({ session, place }, ids, parts, begin))];
  const filled: string[] = [];
  const work = async (): Promise<void> => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const full = next.vectors[from];
      if (full === undefined) continue;
      const wanted = truncate(full, dimensions);
      if (!needsIt(next, wanted)) continue;
      begin();
      await session.api.setVectors(place, next.id, { [name]: wanted });
      filled.push(next.id);
    }
  };
  await Promise.all(Array.from({ length: width }, work));
  return filled;
}

/**
 * Writes records again, with the properties of newly declared fields from the metadata that is stored already. The caller keeps
 * writers off; the server sees that no vector has changed, and leaves its graphs alone.
 */
export async function fillField(
  session: Session,
  { memory, info }: { readonly memory: CollectionMemory; readonly info: CollectionInfo },
  call: CallOptions | undefined,
): Promise<void> {
  const begin = (): void => session.begin('filling of fields', call);
  for (const { tenant } of await placesOf(session, info.tenants, undefined, 'all')) {
    const view = viewOf(session, tenant, { info, memory });
    const { layout, place } = view;
    const walk = {
      properties: layout.properties(undefined),
      vectors: Object.keys(info.vectors),
      pageSize: objectsAtOnce,
    };
    for await (const objects of pagesOf(session, place, walk, begin)) {
      const records = objects.map((object) => layout.fromObject(object, undefined));
      await writeRecords(view, records, 'apply', call);
    }
  }
}
