import type { ComparedSearch, Comparison } from '../quickstart/result.ts';
import { describeExplain } from '../search/print-hits.ts';
import { html, type Markup } from '@nestvec/core/kit';

/** The same query answered twice, side by side. */
export function comparisonSection({ query, coarse, exact, found, of }: Comparison): Markup {
  return html`<section aria-labelledby="comparison">
    <h2 id="comparison">Coarse to full, beside exact</h2>
    <p class="about">
      “${query}”: candidates by the first 64 numbers, put in order by all of them, against every
      image compared at full size. Over all text queries the coarse search found ${found} of the
      ${of} nearest.
    </p>
    <div class="pair">${[side('Coarse to full', coarse), side('Exact', exact)]}</div>
  </section> `;
}

function side(title: string, { hits, explain }: ComparedSearch): Markup {
  const rows = hits.map(
    ({ rank, name, score }) =>
      html`<tr>
        <td>${rank}</td>
        <td>${name}</td>
        <td>${score.toFixed(3)}</td>
      </tr>`,
  );
  return html`<table>
    <caption>
      <strong>${title}</strong>
      ${describeExplain(explain)}
    </caption>
    <thead>
      <tr>
        <th scope="col">Rank</th>
        <th scope="col">Image</th>
        <th scope="col">Score</th>
      </tr>
    </thead>
    <tbody>
      ${rows}
    </tbody>
  </table> `;
}
