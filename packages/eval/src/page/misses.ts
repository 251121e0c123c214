import { html, type Markup } from '@nestvec/core/kit';
import type { Miss, ShownExample, TaskReport } from '../evaluate/report.ts';

/** The worst queries of a task, folded up: what was asked, what would have been right, and what was found. */
export function missesOf({ misses, metric }: TaskReport): Markup {
  if (misses.length === 0) return html``;
  return html`<details class="misses">
    <summary>${misses.length} queries that whole vectors do worst by</summary>
    ${misses.map((miss) => rowOf(miss, metric))}
  </details>`;
}

function rowOf({ query, value, right, found }: Miss, metric: string): Markup {
  return html`<div class="miss">
    <div>
      <p>asked, ${metric} ${value.toFixed(2)}</p>
      ${shown(query)}
    </div>
    <div>
      <p>right</p>
      ${right.map(shown)}
    </div>
    <div>
      <p>found</p>
      ${found.map(shown)}
    </div>
  </div>`;
}

/** A data URI of ours, or nothing: what a report from elsewhere names is not asked for. */
function shown({ id, text, image }: ShownExample): Markup {
  const isOurs = image !== undefined && /^data:image\/webp;base64,[\w+/=]+$/.test(image);
  if (isOurs)
    return html`<figure class="small"><img src="${image}" alt="${id}" title="${id}" /></figure>`;
  return html`<span class="text" title="${id}">${text ?? id}</span>`;
}
