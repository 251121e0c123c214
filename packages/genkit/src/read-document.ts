import type { Content, Query } from '@nestvec/core';
import { checkImageForm, invalid, messageOf } from '@nestvec/core/kit';
import type { DocumentData } from 'genkit';

/** A document’s text, and its images by their data: URLs or http addresses. */
export interface ReadDocument {
  /** Its texts as one; empty where it has none. */
  readonly text: string;
  readonly images: readonly string[];
}

/**
 * Reads a document. What it holds comes from outside, so that an image is a data: URL or an http(s) address and never a path. Throws
 * `invalid-input` for what is neither a text nor an image.
 */
export function readDocument(
  { content }: Pick<DocumentData, 'content'>,
  path: string,
): ReadDocument {
  const texts: string[] = [];
  const images: string[] = [];
  for (const [i, part] of content.entries()) {
    const where = `${path}.content[${i}]`;
    if (part.text !== undefined) texts.push(part.text);
    else if (part.media !== undefined) images.push(imageOf(part.media, where));
    else throw invalid(where, 'must be a text or an image');
  }
  return { text: texts.join(''), images };
}

/** A document as one content, to be embedded. */
export function contentOf(document: Pick<DocumentData, 'content'>, path: string): Content {
  const { text, images } = readDocument(document, path);
  const [image, ...others] = images;
  const hasText = text.trim() !== '';
  if (image === undefined) {
    if (hasText) return { text };
    throw invalid(path, 'holds neither a text nor an image');
  }
  if (hasText || others.length > 0)
    throw invalid(
      path,
      'must be one text or one image, since a document has one embedding; make documents of its parts, or index it, which keeps a text and an image in one record',
    );
  return { image };
}

/** A document as what is searched for: its text, its image, or all of its parts at once. */
export function queryOf(document: Pick<DocumentData, 'content'>): Query {
  const { text, images } = readDocument(document, 'query');
  const parts = [...(text.trim() === '' ? [] : [{ text }]), ...images.map((image) => ({ image }))];
  const [only, ...others] = parts;
  if (only === undefined) throw invalid('query', 'holds neither a text nor an image');
  return others.length === 0 ? only : { all: parts };
}

function imageOf(
  { url, contentType }: { readonly url: string; readonly contentType?: string | undefined },
  path: string,
): string {
  if (contentType !== undefined && !/^image\//i.test(contentType))
    throw invalid(
      `${path}.media.contentType`,
      `must be that of an image, got ${JSON.stringify(contentType)}`,
    );
  try {
    checkImageForm(url, ['data', 'url']);
  } catch (error) {
    throw invalid(`${path}.media.url`, messageOf(error), error);
  }
  return url;
}
