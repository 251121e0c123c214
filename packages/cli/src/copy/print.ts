import type { CopyReport, Listed, Verification } from '@nestvec/core/copy';
import type { Io } from '../io.ts';
import type { Output } from '../output.ts';
import { bytes, count, money, oneLine, seconds, shellWord, styles } from '../text.ts';

/** Prints what a copy did, for people. */
export function printCopy(report: CopyReport, output: Output, io: Io): void {
  const { bold } = styles(io.stdout);
  const { from, to, passes, ended, failures, notes, notOptimized, embedded, verification } = report;
  output.line(bold(`${from.database} ${from.collection} → ${to.database} ${to.collection}`));
  for (const pass of passes) {
    const counts = [
      `${count(pass.read, 'record')} read`,
      `${pass.written.toLocaleString('en')} written`,
      ...shown(pass.unchanged, 'unchanged'),
      ...shown(pass.removed, 'removed'),
      ...shown(pass.kept, 'kept, because they were changed in the target'),
      ...shown(pass.failed, 'refused'),
    ];
    const resumed = pass.resumed ? ', gone on where it was stopped' : '';
    output.line(`pass ${pass.pass}: ${counts.join(', ')} in ${seconds(pass.elapsedMs)}${resumed}`);
    for (const reason of pass.notRemoved) output.line(`  nothing removed: ${reason}`);
  }
  if (embedded !== undefined)
    output.line(
      `${embedded.contents.toLocaleString('en')} texts and images embedded, ${count(embedded.tokens, 'token')}`,
    );
  if (embedded?.deadLetters !== undefined)
    output.line(
      `what could not be embedded is in ${embedded.deadLetters}, with the reasons; correct it in the source and copy again, or there, and ingest it with: ${io.program} ingest --replay ${shellWord(embedded.deadLetters)} -c ${to.collection}`,
    );
  if (passes.length > 1)
    output.line(
      ended === 'no-change'
        ? 'the last pass found nothing to do'
        : 'all passes are made, and the source still changes',
    );
  for (const { id, message } of failures)
    output.line(`  refused: ${oneLine(id)}: ${oneLine(message)}`);
  for (const note of notes) output.line(`note: ${note}`);
  if (notOptimized !== undefined)
    output.line(`note: searches may be slow: ${oneLine(notOptimized)}`);
  if (verification !== undefined) printVerification(verification, output, io);
  if (report.alias !== undefined) output.line(aliasText(report.alias));
  const isFile = [from, to].some(({ database }) => database === 'file');
  if (!isFile && passes.length > 0)
    output.line(
      'What was written to the source since the last pass began is not copied: stop writers, or write to both, before you switch.',
    );
}

function aliasText(moved: NonNullable<CopyReport['alias']>): string {
  const { alias } = moved;
  if ('notMoved' in moved)
    return `the alias ${alias} stays as it was: ${oneLine(moved.notMoved).replace('pass otherModel: true', 'add --other-model')}`;
  const before = moved.from === undefined ? '' : `, and no longer to ${moved.from}`;
  return `the alias ${alias} leads to ${moved.to}${moved.from === moved.to ? '' : before}`;
}

/** Prints what a dry run found. */
export function printEstimate(report: CopyReport, output: Output): void {
  const { estimate, notes, failures } = report;
  if (estimate === undefined) return;
  const {
    contents,
    tokens = 0,
    cost,
    durationMs,
    records,
    tenants,
    storageBytes,
    steps,
  } = estimate;
  const ofTenants = tenants === undefined ? '' : ` of ${count(tenants, 'tenant')}`;
  output.line(
    `${count(records, 'record')}${ofTenants}, about ${bytes(storageBytes)} without indexes`,
  );
  if (contents !== undefined)
    output.line(
      `${contents.toLocaleString('en')} texts and images to embed, ${count(tokens, 'token')}${cost === undefined ? '' : `, ${money(cost)}`}`,
    );
  if (durationMs !== undefined)
    output.line(`takes ${seconds(durationMs)} at least, by reading and embedding a few`);
  for (const { id, message } of failures)
    output.line(`  can’t be embedded: ${oneLine(id)}: ${oneLine(message)}`);
  for (const { label, target, reason } of steps) output.line(`${label} ${target}: ${reason}`);
  for (const note of notes) output.line(`note: ${note}`);
  output.line('nothing was written');
}

function shown(number: number, what: string): string[] {
  return number === 0 ? [] : [`${number.toLocaleString('en')} ${what}`];
}

function printVerification(found: Verification, output: Output, io: Io): void {
  const { green, red } = styles(io.stdout);
  const { counts, ids, records, vectors, searches } = found;
  const line = (isRight: boolean, text: string): void => {
    output.line(`${isRight ? green('ok ') : red('differs ')}${text}`);
  };
  line(
    counts.differing.count === 0,
    `counts: ${counts.source.toLocaleString('en')} in the source, ${counts.target.toLocaleString('en')} in the target`,
  );
  list(
    counts.differing,
    output,
    (one) => `tenant ${one.tenant ?? ''}: ${one.source} and ${one.target}`,
  );
  const off = ids.missing.count + ids.extra.count;
  line(off === 0, `ids: ${count(ids.compared, 'id')} compared both ways`);
  list(ids.missing, output, ({ id }) => `missing: ${shellWord(oneLine(id))}`);
  list(ids.extra, output, ({ id }) => `in the target alone: ${shellWord(oneLine(id))}`);
  line(
    records.differing.count === 0,
    `records: ${count(records.compared, 'record')} compared in every part`,
  );
  list(
    records.differing,
    output,
    ({ id, parts }) => `${shellWord(oneLine(id))}: ${parts.join(', ')}`,
  );
  for (const [name, { compared, largestDifference, quantization }] of Object.entries(vectors)) {
    const searched = quantization === undefined ? '' : `; searches go over ${quantization} ones`;
    output.line(
      `   ${name}: ${count(compared, 'vector')}, numbers differ by ${largestDifference.toExponential(1)} at most${searched}`,
    );
  }
  if (searches === undefined) return;
  const { asked, recall, reason } = searches;
  line(
    recall >= 0.99 || reason !== undefined,
    `searches: ${asked} asked of both, recall@10 ${recall.toFixed(4)}${reason === undefined ? '' : ` (${reason})`}`,
  );
}

function list<Entry>(
  { count: all, first }: Listed<Entry>,
  output: Output,
  text: (entry: Entry) => string,
): void {
  for (const entry of first) output.line(`   ${text(entry)}`);
  if (all > first.length) output.line(`   and ${(all - first.length).toLocaleString('en')} more`);
}
