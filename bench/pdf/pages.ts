import type { LanguageText } from './texts.ts';

/** How a page is laid out, by name. */
export const layouts: Readonly<Record<string, (text: LanguageText) => string>> = {
  plain: ({ sentences }) => paragraphs(sentences),
  narrow: ({ sentences }) =>
    `<div style="width:17em;text-align:justify;hyphens:auto">${paragraphs(sentences)}</div>`,
  columns: ({ sentences }) =>
    `<h1>${sentences[0] ?? ''}</h1><div style="columns:2;column-gap:2em;text-align:justify;hyphens:auto">${paragraphs([...sentences, ...sentences])}</div>`,
  table: ({ sentences }) =>
    `<table border="1" style="border-collapse:collapse">${sentences.map((sentence, row) => `<tr><td>${row + 1}</td><td style="width:30em">${sentence}</td><td>${row * 120}</td></tr>`).join('')}</table>`,
  list: ({ sentences }) =>
    sentences.map((sentence) => `<p><b>${sentence}</b></p><ul><li>${sentence}</ul>`).join(''),
};

/** A page of HTML that Chromium prints. */
export function pageOf(text: LanguageText, body: string): string {
  return `<!doctype html><html lang="${text.language}" dir="${text.direction}"><meta charset="utf-8"><title>${text.language}</title><style>body{font:16px "${text.font}";line-height:1.5}</style><body>${body}</body></html>`;
}

function paragraphs(sentences: readonly string[]): string {
  return sentences.map((sentence) => `<p>${sentence}</p>`).join('\n');
}
