import type { VectorRecord } from '@nestvec/core';
import { forEachInWindow, invalid } from '@nestvec/core/kit';
import type { RecordWriter } from '@nestvec/core/store';
import { metadataLimit } from './capabilities.ts';
import { errors } from './errors.ts';
import { fetchRecords } from './fetch.ts';
import { waitUntilSeen, type WriteNumber } from './freshness.ts';
import { newVersion, versionedId } from './ids.ts';
import { textKey } from './long-text.ts';
import { toHome, toVersioned, vectorOf } from './record.ts';
import { metadataBytes, pieces, requestsOf } from './requests.ts';
import type { IndexPlace } from './session.ts';
import type { Scope } from './scope.ts';

/** Ids of one request of a removal. */
export const idsPerRemoval = 1000;

/** Writes whole records. */
export async function recordWriter(scope: Scope): Promise<RecordWriter> {
  return await Promise.resolve({
    check: (record, path) => checkSize(scope, record, path),
    write: async (records) => await writeRecords(scope, records),
  });
}

/**
 * Writes records of which each is right by itself. The vectors beside the first go first, each under the version of this write,
 * where no search looks for them yet; when they are seen, the first index gets the records, which name that version. So a record
 * is old until its own request succeeds, and new from then on, in all its parts. What was replaced is taken away at last.
 */
async function writeRecords(scope: Scope, records: readonly VectorRecord[]): Promise<void> {
  const { collection, operation, others } = scope;
  const version = others.size > 0 ? newVersion(Date.now()) : undefined;
  const unconfirmed = new Set(records.map(({ id }) => id));
  try {
    await keepTexts(scope, records);
    const replaced =
      version === undefined ? new Map<string, string>() : await prepare(scope, records, version);
    const writing = writeHome(scope, records, version, (ids) => {
      for (const id of ids) unconfirmed.delete(id);
    });
    const [outcome] = await Promise.allSettled([writing]);
    for (const id of unconfirmed) replaced.delete(scope.layout.homeId(id)); // may be in force still
    await removeVersions(scope, replaced);
    if (outcome.status === 'rejected') throw outcome.reason;
  } catch (error) {
    throw errors.toStoreError(error, { collection, operation, ids: [...unconfirmed] });
  }
}

/** Writes the vectors beside the first, and gives the versions that are in force until the records follow. */
async function prepare(
  scope: Scope,
  records: readonly VectorRecord[],
  version: string,
): Promise<Map<string, string>> {
  const homes = records.map(({ id }) => scope.layout.homeId(id));
  const inForce = await versionsOf(scope, homes);
  await writeOthers(scope, records, version);
  return inForce;
}

async function writeOthers(
  scope: Scope,
  records: readonly VectorRecord[],
  version: string,
): Promise<void> {
  const { session, others, spec, namespace, begin } = scope;
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
          begin();
          writes.push(await place.data.upsert(namespace, request.records));
        },
      );
      await waitUntilSeen(scope, place, writes);
    }),
  );
}

/** Calls `confirm` with the ids of requests that succeeded when they are seen, also where another request failed. */
async function writeHome(
  scope: Scope,
  records: readonly VectorRecord[],
  version: string | undefined,
  confirm: (ids: readonly string[]) => void,
): Promise<void> {
  const { session, home, namespace, begin } = scope;
  const { batchRecords, concurrency } = session.options;
  const written: string[] = [];
  const writes: WriteNumber[] = [];
  const toWire = (record: VectorRecord) => toHome(record, scope, version);
  const writing = forEachInWindow(
    requestsOf(records, toWire, batchRecords),
    concurrency,
    async (request) => {
      begin();
      writes.push(await home.data.upsert(namespace, request.records));
      written.push(...request.entries.map(({ id }) => id));
    },
  );
  const [outcome] = await Promise.allSettled([writing]);
  await waitUntilSeen(scope, home, writes);
  confirm(written);
  if (outcome.status === 'rejected') throw outcome.reason;
}

/** The versions that are stored now, by the record's id in Pinecone. */
export async function versionsOf(
  scope: Scope,
  homes: readonly string[],
): Promise<Map<string, string>> {
  const stored = await fetchRecords(scope, scope.home, homes);
  const versions = new Map<string, string>();
  for (const [id, record] of stored) {
    const { version } = scope.layout.fromStored(record);
    if (version !== undefined) versions.set(id, version);
  }
  return versions;
}

/** Takes away vectors that no record names any more. Where that fails they are only garbage, which `check` finds. */
export async function removeVersions(
  { others, namespace, session, begin }: Scope,
  versions: ReadonlyMap<string, string>,
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
      begin();
      await place.data.remove(namespace, some);
    },
  );
  await Promise.allSettled([removing]);
}

async function keepTexts(
  { layout, session, begin }: Scope,
  records: readonly VectorRecord[],
): Promise<void> {
  const { longText, concurrency } = session.options;
  if (longText === undefined) return;
  const texts = records.flatMap(({ text }) =>
    text !== undefined && layout.isLong(text) ? [text] : [],
  );
  await forEachInWindow(new Set(texts), concurrency, async (text) => {
    begin();
    await longText.put(textKey(text), text);
  });
}

/** Refuses what Pinecone can't keep, before anything is written. */
function checkSize(scope: Scope, record: VectorRecord, path: string): void {
  if (!scope.layout.takesBare && vectorOf(record, scope.memory.home) === undefined)
    throw invalid(
      `${path}.vectors.${scope.memory.home}`,
      'is missing, and each record of an attached index must have it; give it',
    );

  const bytes = metadataBytes(scope.layout.toMetadata(record, newVersion(0)));
  if (bytes <= metadataLimit) return;
  const { text = '' } = record;
  const isText = Buffer.byteLength(text) > metadataLimit / 2 && !scope.layout.isLong(text);
  throw invalid(
    `${path}.${isText ? 'text' : 'metadata'}`,
    `makes record ${JSON.stringify(record.id).slice(0, 60)} take ${bytes} bytes beside its vectors, where Pinecone keeps ${metadataLimit}; ${
      isText
        ? 'shorten it, or give longText to keep long texts elsewhere'
        : 'shorten it, or keep it elsewhere and its address in uri'
    }`,
  );
}
