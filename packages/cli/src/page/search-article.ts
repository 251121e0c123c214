import type { ShownHit, ShownSearch } from '../quickstart/result.ts';
import { html, type Markup } from '@nestvec/core/kit';
import { imageUrl } from './image-url.ts';

const languageNames = new Intl.DisplayNames('en', { type: 'language' });

/** One search: what was looked for, and its hits in order. */
export function searchArticle(search: ShownSearch): Markup {
  const isText = search.kind === 'text-to-text';
  const hits = search.hits.map((hit) => (isText ? textHit(hit) : imageHit(hit)));
  return html`<article>
    ${heading(search)}
    <ol class="${isText ? 'texts' : 'images'}">
      ${hits}
    </ol>
  </article> `;
}

function heading({ query, filter }: ShownSearch): Markup {
  if ('image' in query) {
    return html`<h3 class="query">
      <img
        src="${imageUrl(query.image)}"
        alt="Query: ${nameOf(query.image)}"
        width="72"
        height="72"
      />
    </h3>`;
  }
  const where =
    filter === undefined
      ? []
      : [html` <code>${JSON.stringify(filter).replaceAll(':', ': ')}</code>`];
  return html`<h3 class="query">
    <bdi lang="${query.language}">${query.text}</bdi>
    <small>${languageNames.of(query.language) ?? ''}</small>${where}
  </h3>`;
}

function imageHit({ id, name, category, score, isExpected }: ShownHit): Markup {
  return html`<li class="${isExpected ? 'expected' : ''}">
    <img src="${imageUrl(`images/${id}.webp`)}" alt="" width="96" height="96" loading="lazy" />
    <span class="name">${name}${tick(isExpected)}</span>
    <span class="more">${score.toFixed(3)} · ${category}</span>
  </li> `;
}

function textHit({ id, name, text, language, score, isExpected }: ShownHit): Markup {
  return html`<li class="${isExpected ? 'expected' : ''}">
    <img src="${imageUrl(`images/${id}.webp`)}" alt="" width="40" height="40" loading="lazy" />
    <span class="caption"><bdi lang="${language}">${text}</bdi>${tick(isExpected)}</span>
    <span class="more">${score.toFixed(3)} · ${name}</span>
  </li> `;
}

function tick(isExpected: boolean): readonly Markup[] {
  return isExpected ? [html` <span class="tick" role="img" aria-label="expected">✓</span>`] : [];
}

function nameOf(path: string): string {
  return path.replace(/^.*\/|\.\w+$/g, '');
}
