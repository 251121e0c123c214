import { type CallOptions, throwIfAborted } from '../async/signal.ts';
import { checkEmbedder } from '../embedder/check-embedder.ts';
import { invalid, NestvecError } from '../errors.ts';
import { checkMethods } from '../options/check-methods.ts';
import type { Store } from '../store/store.ts';
import { type CopyOptions, type ResolvedCopyOptions, resolveCopyOptions } from './copy-options.ts';
import { copyParts } from './copy-parts.ts';
import type { CopyReport } from './copy-report.ts';
import { openFileStore } from './file/file-store.ts';
import { isRecordFile, type RecordFile } from './file/record-file.ts';
import { checkAlias, moveAlias } from './alias/move-alias.ts';
import { runCopy } from './run-copy.ts';
import { runEmbed } from './embed/run-embed.ts';
import { checkExport, runExport } from './file/run-export.ts';
import { standsFor } from './alias/standing.ts';
import type { FoundSource } from './target/target-spec.ts';

/**
 * Copies a collection into another one, of the same database or any other: vectors as they are stored or their first dimensions,
 * and everything else as it is; or, with `embedder`, what they were made of by another model. The source is only read. With a
 * `journal`, a copy that was killed goes on where it was, and the same copy later writes only what changed and removes only what it
 * wrote itself. What changes in the source after the last pass began is not copied. Resolves to what was done and what a comparison
 * of both found; a difference does not reject.
 *
 * Either may be a `recordFile`. One that is read is looked through before anything is written; one that is written is there when it
 * is whole, and has no journal.
 *
 * Rejects with `invalid-input` where the target holds records of others and `merge` is not set, `plan` where it differs from what was
 * asked, `identity` where another embedder filled it, `journal`, `store`, or `aborted`.
 *
 * ```ts
 * const report = await copy(from, to, { journal: './photos.copy' });
 * console.log(report.verification?.equal);
 * ```
 */
export async function copy(
  from: Store | RecordFile,
  to: Store | RecordFile,
  given?: CopyOptions,
): Promise<CopyReport> {
  if (!isRecordFile(from))
    checkMethods(from, ['describe', 'scan'], 'from', 'a store or a recordFile');
  if (!isRecordFile(to)) checkMethods(to, ['describe', 'upsert'], 'to', 'a store or a recordFile');
  if (from === to) throw invalid('to', 'is the source itself; name another collection');
  const options = resolveCopyOptions(given);
  if (isRecordFile(to)) checkExport(to, options);
  const call: CallOptions = { signal: options.signal };
  if (!isRecordFile(from)) return await copyInto(from, from.database, to, options, call);
  const opened = await openFileStore(from, call);
  try {
    return await copyInto(opened.store, opened.database, to, options, call);
  } finally {
    await opened.close();
  }
}

async function copyInto(
  from: Store,
  database: string,
  to: Store | RecordFile,
  options: ResolvedCopyOptions,
  call: CallOptions,
): Promise<CopyReport> {
  const source = await findSource(from, database, call);
  if (isRecordFile(to)) return await runExport({ from, file: to, source, options, call });
  const parts = await copyParts(from, to, source, options.tenants, call);
  try {
    const found = await to.describe(call);
    const { embedder, acceptNear } = options;
    const standing = { from, to, source: source.spec.name, target: standsFor(to, found) };
    if (found?.spec !== undefined) {
      const place = { database: to.database, name: to.collection };
      const given = embedder?.identity ?? source.spec.embedder;
      checkEmbedder(place, found.spec.embedder, given, acceptNear);
    }
    await checkAlias(standing, options);
    const copying = { from, to, source, parts, options, call, found, standing };
    const report = await (embedder === undefined ? runCopy(copying) : runEmbed(copying, embedder));
    return await moveAlias(report, standing, options);
  } catch (error) {
    throwIfAborted(call, `copying ${from.collection} into ${to.collection}`);
    throw error;
  } finally {
    await parts.close();
  }
}

async function findSource(from: Store, database: string, call: CallOptions): Promise<FoundSource> {
  const { collection } = from;
  const found = await from.describe(call);
  if (found === undefined) {
    const message = `${database}: there is no collection ${collection} to copy`;
    throw new NestvecError('not-found', message, { what: 'collection', name: collection });
  }
  const { spec, observed, count = 0 } = found;
  if (spec !== undefined) return { database, spec, observed, count };
  throw invalid(
    'from',
    `${collection} was not made by nestvec; open it with attach, which says what it holds`,
  );
}
