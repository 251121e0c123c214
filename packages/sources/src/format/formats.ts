/** Forms of documents that are read. */
export const documentFormats = ['text', 'markdown', 'html', 'docx', 'pdf'] as const;

/** A form of a document that is read. */
export type DocumentFormat = (typeof documentFormats)[number];

const byExtension: ReadonlyMap<string, DocumentFormat> = new Map([
  ['txt', 'text'],
  ['md', 'markdown'],
  ['markdown', 'markdown'],
  ['mdx', 'markdown'],
  ['html', 'html'],
  ['htm', 'html'],
  ['xhtml', 'html'],
  ['docx', 'docx'],
  ['pdf', 'pdf'],
]);

/** What a message calls them. */
export const documentNames = 'documents (txt, md, html, pdf, docx)';

/** The form of a document by its extension, without the dot and in any case; `undefined` for another file. */
export function formatOf(extension: string): DocumentFormat | undefined {
  return byExtension.get(extension.toLowerCase());
}
