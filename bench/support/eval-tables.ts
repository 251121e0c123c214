import {
  type Cell,
  type EvaluationReport,
  metricOf,
  type Recommendation,
  recommend,
} from '../../packages/eval/dist/index.js';
import { shown, tableOf } from './table.ts';

/** Each setting as a mean over the tasks that have it, with the worst end of an interval. */
export function settingsTable({ tasks }: EvaluationReport): string {
  const metric = tasks[0]?.metric ?? 'hitRate@5';
  const keyOf = ({ where, dimensions, quantization, rescored, added }: Cell): string =>
    [where, dimensions, quantization, rescored, ...added].join();
  const cells = Map.groupBy(
    tasks.flatMap((task) => task.cells),
    keyOf,
  );
  const rows = [...cells.values()].flatMap((same) => {
    const [cell] = same;
    if (cell === undefined) return [];
    const served = same.flatMap((one) => one.served ?? []);
    const ofServed = (value: (one: (typeof served)[number]) => number, digits: number): string =>
      served.length === 0 ? '-' : shown(mean(served.map(value)), digits);
    return [
      [
        [cell.where, ...(cell.rescored ? ['rescored'] : []), ...cell.added].join(', '),
        String(cell.dimensions),
        cell.quantization,
        shown(mean(same.map((one) => metricOf(one.metrics, metric).value)), 3),
        percent(mean(same.map((one) => one.kept?.value ?? 0))),
        percent(Math.min(...same.map((one) => one.kept?.low ?? 0))),
        String(cell.bytes),
        served.length === 0 ? '-' : percent(mean(served.map(({ recall }) => recall))),
        ofServed(({ p50Ms }) => p50Ms, 2),
        ofServed(({ p95Ms }) => p95Ms, 2),
      ],
    ];
  });
  const heads = [
    'where',
    'dimensions',
    'kept as',
    metric,
    'kept, mean',
    'lowest end of an interval',
  ];
  return tableOf([...heads, 'bytes', 'recall', 'p50 ms', 'p95 ms'], rows);
}

/** What is recommended for each task, to keep 99 %. */
export function adviceTable(report: EvaluationReport): string {
  return tableOf(
    [
      'task',
      'queries',
      'documents',
      'full quality',
      'verdict for 99 %',
      'setting',
      'interval',
      'queries needed',
    ],
    recommend(report).map((advice, i) => {
      const task = report.tasks[i];
      const cell = task?.cells[0];
      return [
        advice.task,
        String(task?.queries ?? 0),
        String(task?.documents ?? 0),
        cell === undefined || task === undefined
          ? '-'
          : `${task.metric} ${shown(metricOf(cell.metrics, task.metric).value, 3)}`,
        advice.verdict,
        settingOf(advice),
        advice.kept === undefined
          ? '-'
          : `${percent(advice.kept.low)} to ${percent(advice.kept.high)}`,
        advice.maybe === undefined
          ? '-'
          : `${shown(advice.maybe.queriesNeeded)} for ${settingOf(advice.maybe)}`,
      ];
    }),
  );
}

function settingOf({
  dimensions,
  quantization,
  rescored,
}: Pick<Recommendation, 'dimensions' | 'quantization' | 'rescored'>): string {
  return `${dimensions} ${quantization}${rescored ? ', rescored' : ''}`;
}

function mean(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}

function percent(part: number): string {
  return `${shown(part * 100, 1)} %`;
}
