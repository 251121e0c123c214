import { resolve } from 'node:path';
import { readAhead } from '../../async/read-ahead.ts';
import { throwIfAborted } from '../../async/signal.ts';
import { invalid, isNestvecError } from '../../errors.ts';
import type { VectorRecord } from '../../record/record.ts';
import type { Store } from '../../store/store.ts';
import { recordConverter } from '../target/convert-record.ts';
import type { CopyContext } from '../pass/copy-context.ts';
import type { ResolvedCopyOptions } from '../copy-options.ts';
import { type CopyPart, copyParts } from '../copy-parts.ts';
import type { CopyPass, CopyReport } from '../copy-report.ts';
import { type Copying, failureList, type FailureList } from '../copying.ts';
import { estimateCopy } from '../estimate-copy.ts';
import { formatOfName } from './file-format.ts';
import { openFileStore } from './file-store.ts';
import type { TenantRecord } from './file-row.ts';
import { checkNewFile, writeNewFile } from './new-file.ts';
import { parquetBytes } from './parquet/write-parquet.ts';
import type { RecordFile } from './record-file.ts';
import { jsonlBytes } from './jsonl/write-jsonl.ts';
import { sourcePages } from '../pass/source-pages.ts';
import { planTarget, type TargetPlan } from '../target/target-spec.ts';
import { verifyCopy } from '../verify/verify-copy.ts';

/** An export whose source was looked at. */
export interface Exporting extends Pick<Copying, 'from' | 'source' | 'options' | 'call'> {
  readonly file: RecordFile;
}

/** Pages that are read while earlier ones are written. */
const pagesAhead = 2;

/** Throws `invalid-input` for a name that says not what to write, and for options that say nothing about a file: one is written whole, each time anew. */
export function checkExport({ path }: RecordFile, options: ResolvedCopyOptions): void {
  formatOfName(path);
  const { journal, embedder, follow, merge, acceptNear, alias } = options;
  const given = {
    journal,
    embedder,
    acceptNear,
    alias,
    follow: follow || undefined,
    merge: merge || undefined,
  };
  for (const [name, value] of Object.entries(given))
    if (value !== undefined)
      throw invalid(
        `options.${name}`,
        name === 'embedder'
          ? 'embeds into a collection, and the target is a file; copy into a collection, then into the file'
          : 'is for a target that is a collection; a file is written whole each time, so leave it out',
      );
}

/** Writes a collection to a file, and compares the file with it. */
export async function runExport(exporting: Exporting): Promise<CopyReport> {
  const { from, file, source, options, call } = exporting;
  const { layout, packing } = formatOfName(file.path);
  const path = resolve(file.path);
  const stub = placeOf(path, source.spec.name);
  const whole = await copyParts(from, stub, source, options.tenants, call);
  const parts = await whole.now();
  // A file keeps native options, for the way back into the same database.
  const target = planTarget(
    source,
    { ...stub, database: source.database },
    undefined,
    options,
    whole.tenants,
  );
  const ways = {
    include: { vectors: [...new Set(target.vectors.map((vector) => vector.from))] },
    convert: recordConverter(source.spec, target.vectors, options.target.rename),
  };
  const { database, collection } = from;
  const start = {
    from: { database, collection },
    to: { database: 'file', collection: path },
    notes: target.notes,
    ended: 'passes' as const,
    notOptimized: undefined,
  };
  await checkNewFile(path, file);
  if (options.dryRun) {
    const estimate = await estimateCopy(parts, ways, [], call);
    return { ...start, passes: [], failures: [], estimate };
  }
  const failures = failureList(options);
  const tally = { read: 0, written: 0, failed: 0 };
  const header = { database: source.database, spec: target.spec };
  const pages = rowPages({ ...exporting, ...ways, parts, tally, failures });
  const bytes = layout === 'jsonl' ? jsonlBytes(header, pages) : parquetBytes(header, pages);
  const startedAt = performance.now();
  await writeNewFile(path, bytes, { overwrite: file.overwrite, packing, signal: call.signal });
  const elapsedMs = Math.round(performance.now() - startedAt);
  const none = { unchanged: 0, removed: 0, kept: 0, notRemoved: [], resumed: false };
  const pass: CopyPass = { pass: 1, ...none, ...tally, elapsedMs };
  const report = { ...start, passes: [pass], failures: failures.first() };
  if (options.verify === 'none') return report;
  return { ...report, verification: await verifyFile(exporting, path, target, ways) };
}

async function verifyFile(
  { from, file, source, options, call }: Exporting,
  path: string,
  { spec, vectors }: TargetPlan,
  ways: Pick<CopyContext, 'include' | 'convert'>,
): Promise<NonNullable<CopyReport['verification']>> {
  const opened = await openFileStore({ ...file, path, attach: undefined, rows: undefined }, call);
  try {
    const whole = await copyParts(from, opened.store, source, options.tenants, call);
    const parts = await whole.now(await whole.inTarget());
    const comparison = { ...ways, parts, call, source: source.spec, target: spec, vectors };
    return await verifyCopy(comparison, options);
  } finally {
    await opened.close();
  }
}

interface RowWork extends Exporting, Pick<CopyContext, 'include' | 'convert'> {
  readonly parts: readonly CopyPart[];
  readonly tally: { read: number; written: number; failed: number };
  readonly failures: FailureList;
}

async function* rowPages({
  parts,
  include,
  convert,
  options,
  source,
  call,
  tally,
  failures,
}: RowWork): AsyncGenerator<readonly TenantRecord[], void, undefined> {
  const startedAt = performance.now();
  for (const { tenant, from } of parts) {
    const pages = sourcePages(from, { after: undefined, include }, options);
    for await (const { records } of readAhead(pages, pagesAhead)) {
      throwIfAborted(call, `copying ${from.collection}`);
      const page: TenantRecord[] = [];
      for (const record of records) {
        const made = tryConvert(record, convert);
        if ('error' in made) {
          const { code, message } = made.error;
          failures.add({ tenant, id: record.id, code, message });
        } else page.push({ tenant, record: made.record });
      }
      yield page;
      tally.read += records.length;
      tally.written += page.length;
      tally.failed += records.length - page.length;
      const elapsedMs = Math.round(performance.now() - startedAt);
      options.onProgress?.({
        pass: 1,
        tenant,
        ...tally,
        unchanged: 0,
        total: source.count,
        elapsedMs,
      });
    }
  }
}

function tryConvert(record: VectorRecord, convert: CopyContext['convert']) {
  try {
    return { record: convert(record) };
  } catch (error) {
    if (!isNestvecError(error, 'invalid-input')) throw error;
    return { error };
  }
}

/** As much of a store as says what a target is; a file takes whatever there is. */
function placeOf(path: string, collection: string): Store {
  const place = {
    database: 'file',
    collection,
    path,
    tenantName: undefined,
    capabilities: { quantization: ['none', 'int8', 'binary'], words: 'bm25' },
    tenant: () => place,
    close: async () => {},
  };
  return place as unknown as Store; // nothing else of it is used
}
