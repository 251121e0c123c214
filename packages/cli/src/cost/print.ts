import type { CostReport, StorageEstimate } from '@nestvec/core/cost';
import type { Io } from '../io.ts';
import { shownMessage } from '../message.ts';
import { createOutput } from '../output.ts';
import { bytes, count, oneLine, seconds, styles } from '../text.ts';

/** What a cost is printed with. */
export interface CostView {
  /** Whether a service is asked, which has requests, rates and a price. */
  readonly isRemote: boolean;
  /** Whether it has rates. */
  readonly isRated: boolean;
  /** Name of a model on this machine, for which a hosted one stood in. */
  readonly localModel?: string | undefined;
  readonly json: boolean;
}

/** Prints what a run would take. */
export function printCost(report: CostReport, view: CostView, io: Io): void {
  const output = createOutput(io, view.json);
  const { dim } = styles(io.stdout);
  const { failures, ...counts } = report;
  output.document({
    ...counts,
    model: view.localModel ?? counts.model,
    failures: failures.map(({ id, error }) => ({
      id,
      code: error.code,
      message: shownMessage(error),
    })),
  });
  for (const { id, error } of failures.slice(0, 10)) {
    output.note(`  ${oneLine(id)}: ${shownMessage(error)}`);
  }
  for (const [name, text] of linesOf(report, view)) output.line(`${name.padEnd(9)} ${text}`);
  output.line();
  output.line(
    `storage of ${count(report.contents.text + report.contents.image, 'vector')}, by dimensions, on disk`,
  );
  for (const line of storageTable(report.storage, 'disk')) output.line(line);
  output.line('and in memory, for a fast search');
  for (const line of storageTable(report.storage, 'memory')) output.line(line);
  output.line(
    dim(
      `beside ${bytes(report.payloadBytes)} of ids, texts and metadata; estimates, without a database's own overhead`,
    ),
  );
}

function linesOf(
  report: CostReport,
  { isRemote, isRated }: CostView,
): readonly (readonly [string, string])[] {
  const { items, contents, tokens, tiles, guessedImages, requests } = report;
  const failed = items.failed === 0 ? '' : `, ${items.failed} of them can't be used`;
  const texts = count(contents.text, 'text');
  const lines: (readonly [string, string])[] = [
    ['items', `${count(items.read, 'item')}${failed}: ${texts}, ${count(contents.image, 'image')}`],
    ['tokens', tokensText(report, isRemote)],
  ];
  if (!isRemote) return lines;
  const guessed = guessedImages === 0 ? '' : `, ${guessedImages} of them of URLs and only guessed`;
  if (contents.image > 0) {
    lines.push(['images', `${count(tiles, 'tile')}, ${count(tokens.image, 'token')}${guessed}`]);
  }
  lines.push(['requests', count(requests, 'request')]);
  if (isRated)
    lines.push([
      'time',
      `${seconds(report.seconds * 1000)} at the limits, and the requests' own time`,
    ]);
  lines.push(['price', isRated ? priceText(report) : 'an endpoint is paid by the hour']);
  return lines;
}

function tokensText({ tokens, countedBy }: CostReport, isRemote: boolean): string {
  const how =
    countedBy === 'tokenizer'
      ? 'texts counted by the model’s tokenizer'
      : 'texts estimated from their length; with the model on this machine they are counted';
  if (!isRemote) return `${count(tokens.text, 'token')} (${how})`;
  return `${count(tokens.total, 'token')}, at most ${tokens.atMost.toLocaleString('en')} (${how})`;
}

function priceText({ price, model }: CostReport): string {
  if (price === undefined) return 'not known; give one with --price or --prices';
  const { amount, atMost, perMillionTokens, currency, source, asOf, isAssumed } = price;
  const whose = isAssumed ? `; ${model} has no price of its own there` : '';
  return `${money(amount)} ${currency}, at most ${money(atMost)} (${perMillionTokens} a million tokens by ${source}, ${asOf}${whose})`;
}

function money(amount: number): string {
  return amount.toFixed(amount < 1 ? 4 : 2);
}

/** A row for each database and quantisation, a column for each length. */
function storageTable(
  storage: readonly StorageEstimate[],
  what: 'disk' | 'memory',
): readonly string[] {
  const lengths = [...new Set(storage.map(({ dimensions }) => dimensions))];
  const rows = new Map<string, string[]>();
  for (const one of storage) {
    if (what === 'memory' && one.memory === 0) continue;
    const name = `${one.database} ${one.quantization}`;
    const row = rows.get(name) ?? [];
    row.push(bytes(one[what]));
    rows.set(name, row);
  }
  const head = ['', ...lengths.map(String)];
  return [head, ...[...rows].map(([name, cells]) => [name, ...cells])].map((row) =>
    row.map((cell, i) => (i === 0 ? `  ${cell.padEnd(16)}` : cell.padStart(10))).join(''),
  );
}
