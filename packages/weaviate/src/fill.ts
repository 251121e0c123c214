import { isDeepStrictEqual } from 'node:util';
import { type CallOptions, truncate } from '@nestvec/core';
import { forEachInWindow } from '@nestvec/core/kit';
import type { Backfill, OpenCollection } from '@nestvec/core/store';
import type { StoredObject } from './api.ts';
import type { CollectionInfo } from './info.ts';
import { pagesOf } from './pages.ts';
import { placesOf } from './places.ts';
import { readObjects } from './read.ts';
import { type Scope, scopeOf } from './scope.ts';
import type { FoundCollection, Session } from './session.ts';
import { objectWriter } from './write.ts';

const objectsAtOnce = 250;
/** Changes of single objects in flight. */
const width = 8;

/** A place whose objects are filled. */
type Target = Pick<Scope, 'api' | 'begin' | 'place' | 'session'>;

/**
 * Computes a smaller vector from a stored larger one, page by page. Only objects that lack it are changed, so that it can be
 * interrupted at any moment and go on later; and nothing but the vector, so that a record that was removed meanwhile stays away.
 * Goes round again until no object lacks it.
 */
export async function backfillVector(
  session: Session,
  info: CollectionInfo,
  backfill: Backfill,
  call: CallOptions | undefined,
  onProgress: (done: number, total: number) => void,
): Promise<void> {
  const { api } = session;
  const places = await placesOf(session, info, undefined, 'all');
  let total = 0;
  for (const place of places) total += await api.count(place, undefined);
  let done = 0;
  const begin = (): void => session.begin(`backfill of ${backfill.name}`, call);
  for (const place of places) {
    const target = { session, api, place, begin };
    for (let filled = true; filled;) {
      filled = false;
      const walk = { properties: [], vectors: [backfill.name], pageSize: objectsAtOnce };
      for await (const objects of pagesOf(target, walk)) {
        const lacking = objects.filter(({ vectors }) => vectors[backfill.name] === undefined);
        if ((await fillPage(target, lacking, backfill)) > 0) filled = true;
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
  target: Target,
  lacking: readonly StoredObject[],
  backfill: Backfill,
): Promise<number> {
  return await target.session.lock.exclusive(async () => {
    const isLacking = ({ vectors }: StoredObject): boolean => vectors[backfill.name] === undefined;
    const ids = lacking.map(({ id }) => id);
    let filled = await fillObjects(target, ids, backfill, isLacking);
    const count = filled.length;
    const isStale = ({ vectors }: StoredObject, wanted: Float32Array): boolean =>
      !isDeepStrictEqual(vectors[backfill.name], wanted);
    for (let round = 0; round < rounds && filled.length > 0; round++)
      filled = await fillObjects(target, filled, backfill, isStale);
    return count;
  });
}

/** How often a record is looked at that others replace all the time. */
const rounds = 5;

/** Fills those of the objects that need it, and gives their ids. */
async function fillObjects(
  target: Target,
  ids: readonly string[],
  { name, from, dimensions }: Backfill,
  needsIt: (object: StoredObject, wanted: Float32Array) => boolean,
): Promise<readonly string[]> {
  const { api, begin, place } = target;
  const filled: string[] = [];
  const objects = await readObjects(target, ids, { properties: [], vectors: [from, name] });
  await forEachInWindow(objects, width, async (object) => {
    const full = object.vectors[from];
    if (full === undefined) return;
    const wanted = truncate(full, dimensions);
    if (!needsIt(object, wanted)) return;
    begin();
    await api.setVectors(place, object.id, { [name]: wanted });
    filled.push(object.id);
  });
  return filled;
}

/**
 * Writes records again, with the properties of newly declared fields, and the words, from what is stored already. The caller keeps
 * writers off; the server sees that no vector has changed, and leaves its graphs alone.
 */
export async function fillField(
  session: Session,
  open: OpenCollection<FoundCollection>,
  call: CallOptions | undefined,
  onProgress?: (done: number, total: number) => void,
): Promise<void> {
  const { collection } = session.options;
  const { info, memory } = open;
  const places = await placesOf(session, info, undefined, 'all');
  let total = 0;
  if (onProgress !== undefined)
    for (const place of places) total += await session.api.count(place, undefined);
  let done = 0;
  const begin = (): void => session.begin('filling of fields', call);
  for (const { tenant } of places) {
    const { spec, incomplete } = memory;
    const start = {
      collection,
      spec,
      incomplete,
      operation: 'apply',
      signal: undefined,
      begin,
    };
    const scope = scopeOf(session, open, { ...start, tenant });
    const { write } = await objectWriter(scope);
    const walk = {
      properties: scope.layout.properties(undefined),
      vectors: Object.keys(info.vectors),
      pageSize: objectsAtOnce,
    };
    for await (const objects of pagesOf(scope, walk)) {
      await write(objects.map((object) => scope.layout.fromObject(object, undefined)));
      done += objects.length;
      onProgress?.(Math.min(done, total), total);
    }
  }
}
