import type { CallOptions, UpsertOptions, VectorRecord } from '@nestvec/core';
import { checkRecords, forEachInWindow, invalid, lastOfEachId } from '@nestvec/core/store';
import type { Call } from './call.ts';
import { metadataLimit } from './capabilities.ts';
import { databaseName, toStoreError } from './errors.ts';
import { fetchRecords } from './fetch.ts';
import { waitUntilSeen, type WriteNumber } from './freshness.ts';
import { newVersion, versionedId } from './ids.ts';
import { textKey } from './long-text.ts';
import { toHome, toVersioned, vectorOf } from './record.ts';
import { metadataBytes, pieces, requestsOf } from './requests.ts';
import type { IndexPlace } from './session.ts';
import { explain, type View } from './view.ts';

/** Ids of one request of a removal. */
export const idsPerRemoval = 1000;

/** Writes whole records. The caller holds the lock. */
export async function upsertRecords(
  view: View,
  records: readonly VectorRecord[],
  call: UpsertOptions | undefined,
): Promise<void> {
  checkRecords(records, view.spec, databaseName, call);
  for (const [i, record] of records.entries()) checkSize(view, record, `records[${i}]`);
  if (records.length > 0) await writeRecords(view, lastOfEachId(records), ['upsert', call]);
}

/**
 * Writes records of which each is right by itself. The vectors beside the first go first, each under the version of this write,
 * where nobody looks for them yet; when they are seen, the first index gets the records, which name that version. So a record
 * is old until its own request succeeds, and new from then on, in all its parts. What was replaced is taken away at last.
 */
export async function writeRecords(
  view: View,
  records: readonly VectorRecord[],
  call: Call,
): Promise<void> {
  const { session, collection, others } = view;
  const [operation] = call;
  const version = others.size > 0 ? newVersion(Date.now()) : undefined;
  const unconfirmed = new Set(records.map(({ id }) => id));
  try {
    await keepTexts(view, records, call);
    const replaced =
      version === undefined
        ? new Map<string, string>()
        : await prepare(view, records, version, call);
    const writing = writeHome(view, records, version, call, (ids) => {
      for (const id of ids) unconfirmed.delete(id);
    });
    const [outcome] = await Promise.allSettled([writing]);
    for (const id of unconfirmed) replaced.delete(view.layout.homeId(id)); // may be in force still
    await removeVersions(view, replaced, call);
    if (outcome.status === 'rejected') throw outcome.reason;
  } catch (error) {
    const told = await explain(session, operation, error);
    throw toStoreError(told, { collection, operation, ids: [...unconfirmed] });
  }
}

/** Writes the vectors beside the first, and gives the versions that are in force until the records follow. */
async function prepare(
  view: View,
  records: readonly VectorRecord[],
  version: string,
  call: Call,
): Promise<Map<string, string>> {
  const homes = records.map(({ id }) => view.layout.homeId(id));
  const inForce = await versionsOf(view, homes, call);
  await writeOthers(view, records, version, call);
  return inForce;
}

async function writeOthers(
  view: View,
  records: readonly VectorRecord[],
  version: string,
  call: Call,
): Promise<void> {
  const { session, others, spec, namespace } = view;
  const { batchRecords, concurrency } = session.options;
  await Promise.all(
    [...others].map(async ([name, place]) => {
      const having = records.filter((record) => vectorOf(record, name) !== undefined);
      const toWire = (record: VectorRecord) =>
        toVersioned(record, vectorOf(record, name) ?? new Float32Array(), spec, version);
      const writes: WriteNumber[] = [];
      await forEachInWindow(
        requestsOf(having, toWire, batchRecords),
        concurrency,
        async (request) => {
          session.begin(...call);
          writes.push(await place.data.upsert(namespace, request.records));
        },
      );
      await waitUntilSeen(view, place, writes, call);
    }),
  );
}

/** Calls `confirm` with the ids of requests that succeeded when they are seen, also where another request failed. */
async function writeHome(
  view: View,
  records: readonly VectorRecord[],
  version: string | undefined,
  call: Call,
  confirm: (ids: readonly string[]) => void,
): Promise<void> {
  const { session, home, namespace } = view;
  const { batchRecords, concurrency } = session.options;
  const written: string[] = [];
  const writes: WriteNumber[] = [];
  const toWire = (record: VectorRecord) => toHome(record, view, version);
  const writing = forEachInWindow(
    requestsOf(records, toWire, batchRecords),
    concurrency,
    async (request) => {
      session.begin(...call);
      writes.push(await home.data.upsert(namespace, request.records));
      written.push(...request.entries.map(({ id }) => id));
    },
  );
  const [outcome] = await Promise.allSettled([writing]);
  await waitUntilSeen(view, home, writes, call);
  confirm(written);
  if (outcome.status === 'rejected') throw outcome.reason;
}

/** The versions that are stored now, by the record's id in Pinecone. */
export async function versionsOf(
  view: View,
  homes: readonly string[],
  call: Call,
): Promise<Map<string, string>> {
  const stored = await fetchRecords(view, view.home, homes, call);
  const versions = new Map<string, string>();
  for (const [id, record] of stored) {
    const { version } = view.layout.fromStored(record);
    if (version !== undefined) versions.set(id, version);
  }
  return versions;
}

/** Takes away vectors that no record names any more. Where that fails they are only garbage, which `check` finds. */
export async function removeVersions(
  { others, namespace, session }: View,
  versions: ReadonlyMap<string, string>,
  call: Call,
): Promise<void> {
  if (versions.size === 0) return;
  const ids = [...versions].map(([home, version]) => versionedId(home, version));
  const removals = [...others.values()].flatMap((place: IndexPlace) =>
    pieces(ids, idsPerRemoval).map((some) => ({ place, some })),
  );
  const removing = forEachInWindow(
    removals,
    session.options.concurrency,
    async ({ place, some }) => {
      session.begin(...call);
      await place.data.remove(namespace, some);
    },
  );
  await Promise.allSettled([removing]);
}

async function keepTexts(
  { layout, session }: View,
  records: readonly VectorRecord[],
  call: Call,
): Promise<void> {
  const { longText, concurrency } = session.options;
  if (longText === undefined) return;
  const texts = records.flatMap(({ text }) =>
    text !== undefined && layout.isLong(text) ? [text] : [],
  );
  await forEachInWindow(new Set(texts), concurrency, async (text) => {
    session.begin(...call);
    await longText.put(textKey(text), text);
  });
}

/** Refuses what Pinecone can't keep, before anything is written. */
export function checkSize(view: View, record: VectorRecord, path: string): void {
  if (!view.layout.takesBare && vectorOf(record, view.memory.home) === undefined)
    throw invalid(
      `${path}.vectors.${view.memory.home}`,
      'is missing, and an index of others has no record without',
    );

  const bytes = metadataBytes(view.layout.toMetadata(record, newVersion(0)));
  if (bytes <= metadataLimit) return;
  const { text = '' } = record;
  const isText = Buffer.byteLength(text) > metadataLimit / 2 && !view.layout.isLong(text);
  throw invalid(
    `${path}.${isText ? 'text' : 'metadata'}`,
    `makes record ${JSON.stringify(record.id).slice(0, 60)} take ${bytes} bytes beside its vectors, where Pinecone keeps ${metadataLimit}; ${
      isText
        ? 'shorten it, or give longText to keep long texts elsewhere'
        : 'shorten it, or keep it elsewhere and its address in uri'
    }`,
  );
}
