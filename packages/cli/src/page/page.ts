import { databases } from '../open/databases.ts';
import { kindTitles } from '../quickstart/titles.ts';
import type { QuickstartResult, ShownSearch } from '../quickstart/result.ts';
import { comparisonSection } from './comparison-section.ts';
import { html, type Markup, raw } from '@nestvec/core/kit';
import { nextSection } from './next-section.ts';
import { searchArticle } from './search-article.ts';
import { style } from './style.ts';

const kinds: readonly { readonly kind: ShownSearch['kind']; readonly about: string }[] = [
  {
    kind: 'text-to-image',
    about:
      'The first fixed query of each language. No caption is read here: a word is compared with images.',
  },
  {
    kind: 'image-to-image',
    about: 'Queries are drawings by another artist that are not in the catalogue.',
  },
  {
    kind: 'text-to-text',
    about:
      'Captions are written in twelve languages in turn, so most answers come in another language than the question.',
  },
  {
    kind: 'filtered',
    about:
      'A mouse among electronics only, so not the animal: the filter is applied by the database, not afterwards.',
  },
];

/** One self-contained page: no script, no request to anywhere, light and dark. */
export function createPage(result: QuickstartResult, program: string): string {
  const { items, check, comparison, searches } = result;
  const sections = kinds.map(({ kind, about }) => kindSection(kind, about, searches));
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; img-src data:; style-src 'unsafe-inline'"
        />
        <title>nestvec quickstart</title>
        <style>
          ${raw(style)}
        </style>
      </head>
      <body>
        <header>
          <p class="brand">nestvec quickstart</p>
          <h1>${items} images, found by meaning in twelve languages</h1>
          <p class="lede">
            Embedded on this machine by mini-clip, a small model for trying, and searched in
            ${whereabouts(result)}. mini-clip was trained on drawings in this style: this is how it
            works, not how good jina-clip-v2 is.
          </p>
          ${facts(result)}
        </header>
        <main>
          ${sections} ${comparisonSection(comparison)} ${nextSection(program, result.serve)}
        </main>
        <footer>
          <p>
            ✓ marks what a query is meant to find; all ${check.of} fixed queries are counted above,
            shown or not.
          </p>
          <p>
            Images: Fluent Emoji by Microsoft, MIT. Image queries: Noto Emoji by Google, Apache-2.0.
            Names: Unicode CLDR, Unicode-3.0.
          </p>
        </footer>
      </body>
    </html> `.markup;
}

function whereabouts({ store, data }: QuickstartResult): Markup {
  const { title, takes } = databases[store];
  // A service in the cloud has no address of one's own.
  if (data === title) return html`${title}, with its texts and vectors`;
  if (takes.data === undefined)
    return html`${title} at <code>${data}</code>. Nothing went anywhere else`;
  if (data.includes('://')) return html`<code>${data}</code>. Nothing went anywhere else`;
  return html`a folder, <code>${data}</code>. Nothing left this machine`;
}

function kindSection(
  kind: ShownSearch['kind'],
  about: string,
  searches: readonly ShownSearch[],
): Markup {
  const own = searches.filter((search) => search.kind === kind);
  return html`<section aria-labelledby="${kind}">
    <h2 id="${kind}">${kindTitles[kind]}</h2>
    <p class="about">${about}</p>
    ${own.map(searchArticle)}
  </section> `;
}

function facts({ embedded, seconds, check, comparison, model }: QuickstartResult): Markup {
  const rows: readonly (readonly [string, string])[] = [
    ['model', model],
    embedded > 0
      ? ['embedded and written in', `${seconds.fill.toFixed(1)} s`]
      : ['found filled, opened in', `${seconds.fill.toFixed(1)} s`],
    ['expected item in the first five', `${check.found} of ${check.of}`],
    ['coarse-to-full found of exact', `${comparison.found} of ${comparison.of}`],
  ];
  const entries = rows.map(
    ([term, value]) =>
      html`<div>
        <dt>${term}</dt>
        <dd>${value}</dd>
      </div>`,
  );
  return html`<dl class="facts">${entries}</dl>`;
}
