import { metricOf } from '../metrics/names.ts';
import { describeIdentity } from '@nestvec/core/compare';
import type { StorageRules } from '@nestvec/core/cost';
import { checkIsOptions, html, type Markup, parseInput, raw } from '@nestvec/core/kit';
import { z } from 'zod';
import { checkReport } from '../evaluate/check-report.ts';
import type { ReportChange } from '../evaluate/compare-reports.ts';
import { recommend } from '../evaluate/recommend.ts';
import type { Cell, EvaluationReport } from '../evaluate/report.ts';
import { publishedFor } from '../published/scores.ts';
import { style } from './style.ts';
import { table } from './table.ts';
import { taskSection } from './task-section.ts';

/** Options of `reportPage`. */
export interface ReportPageOptions {
  /** Share of the full quality that is to be kept. Default 0.99. */
  readonly keep?: number | undefined;
  /** What `compareReports` gives, to be shown first. */
  readonly changes?: readonly ReportChange[] | undefined;
  /** As in `recommend`. */
  readonly storage?: StorageRules | undefined;
}

const schema = z.strictObject({
  keep: z.number().gt(0).lt(1).default(0.99),
  changes: z
    .array(z.custom<ReportChange>((one) => typeof one === 'object' && one !== null))
    .optional(),
  // `recommend` checks it.
  storage: z.unknown().optional(),
});

/** A report as one page of HTML: no script that runs, no request to anywhere, light and dark; the report itself is in it as JSON. Throws `invalid-input`. */
export function reportPage(report: EvaluationReport, options: ReportPageOptions = {}): string {
  checkReport(report, 'report');
  checkIsOptions(options);
  const { keep, changes } = parseInput(schema, options, 'options');
  const advice = recommend(report, { keep, storage: options.storage });
  const sections = report.tasks.flatMap((task, i) => {
    const own = advice[i];
    return own === undefined ? [] : [taskSection(task, own)];
  });
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; img-src data:; style-src 'unsafe-inline'"
        />
        <title>nestvec eval: ${report.dataset}</title>
        <style>
          ${raw(style)}
        </style>
      </head>
      <body>
        <header>
          <p class="brand">nestvec eval</p>
          <h1>${report.dataset}: which vectors are good enough</h1>
          <p class="lede">
            Embedded by ${describeIdentity(report.embedder)}, queries as ${report.queryTask}. Every
            setting is compared to the exact search over whole vectors; bars are 95 % intervals of
            that comparison, drawn by cluster with the seed ${report.seed}. A setting is recommended
            where the lower end keeps ${keep * 100} %.
          </p>
          ${
            report.notes.length === 0
              ? html``
              : html`<ul class="about">
                  ${report.notes.map((note) => html`<li>${note}</li>`)}
                </ul>`
          }
        </header>
        <main>
          ${changes === undefined ? html`` : changeSection(changes)} ${languageSection(report)}
          ${sections} ${publishedSection(report)}
        </main>
        <footer>
          Data ${report.dataHash}. Ties count by their expected value over all orders.
        </footer>
        <script type="application/json" id="report">
          ${raw(JSON.stringify(report).replaceAll('<', String.raw`\u003C`))}
        </script>
      </body>
    </html>`.markup;
}

function changeSection(changes: readonly ReportChange[]): Markup {
  const changed = changes.filter(({ isSignificant }) => isSignificant);
  const heads = ['setting', 'dimensions', 'before', 'after', 'p (Holm)'];
  return html`<section>
    <h2>Against the earlier report</h2>
    <p class="about">${changed.length} of ${changes.length} settings changed significantly.</p>
    ${table(
      heads,
      changed.map((one) => [
        `${one.task}, ${one.where}, ${one.quantization}`,
        one.dimensions,
        one.before.toFixed(4),
        one.after.toFixed(4),
        one.pCorrected.toPrecision(2),
      ]),
    )}
  </section>`;
}

/** Languages against dimensions, the share kept as a colour; nothing where there is one language. */
function languageSection({ tasks }: EvaluationReport): Markup {
  const languages = new Set(tasks.map(({ language }) => language));
  if (languages.size < 2) return html``;
  const plain = (cells: readonly Cell[]): readonly Cell[] =>
    cells.filter(
      ({ where, quantization, rescored }) =>
        where === 'exact' && quantization === 'none' && !rescored,
    );
  const sizes = [
    ...new Set(tasks.flatMap(({ cells }) => plain(cells).map(({ dimensions }) => dimensions))),
  ];
  return html`<section>
    <h2>Languages</h2>
    <p class="about">
      Quality by dimensions, exact, full numbers; the colour is the share of the full quality that
      is kept.
    </p>
    ${table(
      ['task', ...sizes],
      tasks.map((task) => [
        `${task.name} ${task.language ?? ''}`,
        ...plain(task.cells).map((cell) => heat(cell, metricOf(cell.metrics, task.metric).value)),
      ]),
    )}
  </section>`;
}

/** From red at 80 % and below to green at 100 %. */
function heat({ kept }: Cell, value: number): Markup {
  const share = Math.min(1, Math.max(0, ((kept?.value ?? 0) - 0.8) / 0.2));
  const color = `oklch(0.85 0.12 ${(25 + share * 130).toFixed(0)})`;
  return html`<td class="heat" style="background: ${color}">${value.toFixed(3)}</td>`;
}

/** What others published over the same data, beside one's own full quality. */
function publishedSection({ dataset }: EvaluationReport): Markup {
  const scores = publishedFor(dataset);
  if (scores.length === 0) return html``;
  return html`<section>
    <h2>Published</h2>
    <p class="about">
      Papers embed queries without an instruction, take every caption, and call the hit rate recall.
    </p>
    ${table(
      ['model', 'task', 'dimensions', 'metric', 'value', 'source'],
      scores.map((one) => [
        one.model,
        one.task,
        one.dimensions ?? 'all',
        one.metric,
        one.value.toFixed(4),
        one.source,
      ]),
    )}
  </section>`;
}
