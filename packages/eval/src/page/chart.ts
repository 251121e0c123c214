import { html, type Markup } from '@nestvec/core/kit';

/** A point of a line, with its interval where there is one. */
interface ChartPoint {
  readonly x: number;
  readonly y: number;
  readonly low?: number | undefined;
  readonly high?: number | undefined;
  /** What is shown where the pointer rests. */
  readonly title: string;
}

/** A line of a chart. */
export interface ChartLine {
  readonly name: string;
  /** In the order of x. */
  readonly points: readonly ChartPoint[];
}

/** What a chart shows. */
interface Chart {
  readonly title: string;
  readonly xName: string;
  readonly yName: string;
  /** Ticks of the x axis, which is logarithmic. */
  readonly ticks: readonly { readonly at: number; readonly text: string }[];
  readonly lines: readonly ChartLine[];
  /** Whether the points are joined. */
  readonly isJoined: boolean;
}

const [width, height] = [560, 300];
const margin = { left: 52, right: 16, top: 12, bottom: 44 };

/** Draws a chart as SVG: no script, colours of the page. */
export function drawChart({ title, xName, yName, ticks, lines, isJoined }: Chart): Markup {
  const points = lines.flatMap((line) => line.points);
  const [xLow, xHigh] = extent(points.map(({ x }) => Math.log2(x)));
  const [low, high] = extent(points.flatMap(({ y, low = y, high = y }) => [low, high]));
  const padding = Math.max((high - low) * 0.08, 0.002);
  const [yLow, yHigh] = [Math.max(0, low - padding), high + padding];
  const across = (value: number): number =>
    margin.left +
    12 +
    ratio(Math.log2(value), xLow, xHigh) * (width - margin.left - margin.right - 24);
  const down = (value: number): number =>
    height - margin.bottom - ratio(value, yLow, yHigh) * (height - margin.top - margin.bottom);
  return html`<figure>
    <figcaption>${title}</figcaption>
    <svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}">
      ${yTicks(yLow, yHigh).map(
        (value) =>
          html`<g>
            <line
              class="grid"
              x1="${margin.left}"
              x2="${width - margin.right}"
              y1="${down(value)}"
              y2="${down(value)}"
            />
            <text x="${margin.left - 6}" y="${down(value) + 4}" text-anchor="end"
              >${value.toFixed(yHigh - yLow < 0.1 ? 3 : 2)}</text
            >
          </g>`,
      )}
      ${ticks.map(
        ({ at, text }) =>
          html`<text x="${across(at)}" y="${height - margin.bottom + 18}" text-anchor="middle"
            >${text}</text
          >`,
      )}
      <text x="${width / 2}" y="${height - 6}" text-anchor="middle">${xName}</text>
      <text x="${margin.left}" y="${margin.top - 2}" class="axis">${yName}</text>
      ${lines.map((line, i) => drawLine(line, i, isJoined, across, down))}
    </svg>
    <ul class="legend">
      ${lines.map(({ name }, i) => html`<li class="c${i % 6}">${name}</li>`)}
    </ul>
  </figure>`;
}

type Scale = (value: number) => number;

function drawLine(
  { points }: ChartLine,
  index: number,
  isJoined: boolean,
  across: Scale,
  down: Scale,
): Markup {
  const path = points.map(
    ({ x, y }, i) => `${i === 0 ? 'M' : 'L'}${across(x).toFixed(1)} ${down(y).toFixed(1)}`,
  );
  return html`<g class="c${index % 6}">
    ${isJoined ? html`<path class="line" d="${path.join('')}" />` : ''}
    ${points.map(({ x, y, low, high, title }) => {
      const bar =
        low === undefined || high === undefined
          ? html``
          : html`<line
              class="bar"
              x1="${across(x)}"
              x2="${across(x)}"
              y1="${down(low)}"
              y2="${down(high)}"
            />`;
      return html`<g
        >${bar}<circle cx="${across(x)}" cy="${down(y)}" r="4"><title>${title}</title></circle></g
      >`;
    })}
  </g>`;
}

function extent(values: readonly number[]): readonly [low: number, high: number] {
  return [Math.min(...values), Math.max(...values)];
}

function ratio(value: number, low: number, high: number): number {
  return high === low ? 0.5 : (value - low) / (high - low);
}

/** Four to eight round values within. */
function yTicks(low: number, high: number): readonly number[] {
  const rough = (high - low) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough) ?? rough;
  const first = Math.ceil(low / step);
  const count = Math.floor(high / step) - first + 1;
  return Array.from({ length: Math.max(0, count) }, (_, i) => (first + i) * step);
}
