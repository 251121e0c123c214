import { basename, extname } from 'node:path';
import { type DocumentEntry, isNestvecError, type NestvecError } from '@nestvec/core';
import { invalid, messageOf } from '@nestvec/core/kit';
import { isImage, imageNames } from './file-item.ts';
import { fileImages } from './find-image.ts';
import { type DocumentFormat, documentNames, formatOf } from './format/formats.ts';
import { pathError } from './path-error.ts';
import { type DocumentOptions, sizeLimit, tooLarge } from './document-options.ts';
import { parseDocument } from './read-document.ts';
import { readWithin } from './read-within.ts';
import type { WalkedFile } from './walk.ts';

/** What a message calls the files that are read. */
export const readableFiles: string = `${documentNames} or ${imageNames}`;

/** Whether a file is a document or an image, by its extension. */
export function isReadable(path: string): boolean {
  return isImage(path) || formatOf(extname(path).slice(1)) !== undefined;
}

/**
 * What a file holds: an image as an item, which is not opened here, or a document. What goes wrong is a failure in its place;
 * a file over its limit is not read at all. Images are looked for in `root` and below. `undefined` for a document of no bytes, or a
 * text of nothing but spaces.
 */
export async function fileDocument(
  { path, id }: WalkedFile,
  root: string,
  options: DocumentOptions,
): Promise<DocumentEntry | undefined> {
  const format = formatOf(extname(path).slice(1));
  if (format === undefined) return { id, image: path, uri: path, source: root };
  const open = openInWord(path);
  if (open !== undefined) {
    const problem = `is not a document: Word keeps it while ${open} is open`;
    return { id, error: invalid(id, problem), hides: [] };
  }
  try {
    const { option, bytes: most } = sizeLimit(format, options);
    const content = await readWithin(path, most, (bytes) =>
      tooLarge(id, bytes, most, option),
    ).catch((error: unknown) => {
      throw isNestvecError(error) ? error : pathError(path, error);
    });
    if (isBlank(content, format)) return undefined;
    const facts = { id, format, uri: path, source: root };
    return await parseDocument(
      content,
      facts,
      options,
      fileImages(path, root, options.images === 'all'),
    );
  } catch (error) {
    return { id, error: documentError(id, error), hides: [id] };
  }
}

/** More white space than this is not looked at. */
const mostBlankBytes = 4096;

function isBlank(content: Buffer, format: DocumentFormat): boolean {
  if (content.length === 0) return true;
  if (content.length > mostBlankBytes || (format !== 'text' && format !== 'markdown')) return false;
  return content.toString().trim() === ''; // trims a byte order mark too
}

/** The document that Word's lock file belongs to, whose name it has but for its first two characters. */
function openInWord(path: string): string | undefined {
  const name = basename(path);
  return /^~\$.*\.docx$/i.test(name) ? `…${name.slice(2)}` : undefined;
}

/** Whatever a parser throws is about this one document, a stack that was too deep included. An abort is not. */
export function documentError(id: string, error: unknown): NestvecError {
  if (isNestvecError(error, 'aborted')) throw error;
  return isNestvecError(error) ? error : invalid(id, `can't be read (${messageOf(error)})`, error);
}
