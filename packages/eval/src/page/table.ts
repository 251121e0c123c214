import { html, type Markup } from '@nestvec/core/kit';

/** What stands in a cell; markup is a whole `td`. */
type TableCell = string | number | Markup;

/** A table that scrolls by itself where the page is narrow. */
export function table(
  heads: readonly (string | number)[],
  rows: readonly (readonly TableCell[])[],
  caption?: string,
): Markup {
  return html`<div class="table">
    <table>
      ${
        caption === undefined
          ? ''
          : html`<caption>
              ${caption}
            </caption>`
      }
      <thead>
        <tr>
          ${heads.map((head) => html`<th>${head}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (cells) =>
            html`<tr>
              ${cells.map((cell) => (typeof cell === 'object' ? cell : html`<td>${cell}</td>`))}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
