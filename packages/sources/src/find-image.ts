import { existsSync } from 'node:fs';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import type { DocumentImage, NestvecError } from '@nestvec/core';
import { invalid } from '@nestvec/core/kit';
import { basedReference, type ImageReach, isElsewhere } from './format/image-reach.ts';
import type { ImageReference } from './format/outline.ts';

/** An image that was found, without its place in the document. */
export type FoundImage = Omit<DocumentImage, 'offset' | 'alt'>;

/** Finds what a document refers to. */
export interface ImageFinder {
  readonly reach: ImageReach;
  /** `undefined` for what is not wanted, a value with an error for what may not be read. */
  find(reference: ImageReference): FoundImage | { readonly error: NestvecError } | undefined;
}

/** Finds those alone that a document holds itself. */
export const inlineImages: ImageFinder = { reach: 'inline', find: () => undefined };

/** An image that is written out in the reference itself. */
export function inlineImage({ reference }: ImageReference): FoundImage | undefined {
  return /^data:image\//i.test(reference) ? { image: reference, key: reference } : undefined;
}

/**
 * Finds images of a file: paths relative to it, in `root` or below it alone, so that a document can't name what else lies on
 * the disk; and addresses where `all` is true.
 */
export function fileImages(path: string, root: string, all: boolean): ImageFinder {
  const id = relative(root, path).replaceAll(sep, '/');
  const find: ImageFinder['find'] = (given) => {
    const reference = basedReference(given);
    if (/^https?:\/\//i.test(reference)) return all ? remoteImage(reference) : undefined;
    if (reference.startsWith('//')) return all ? remoteImage(`https:${reference}`) : undefined;
    if (isElsewhere(reference)) return undefined;
    const name = decodePath(reference.replace(/[?#].*$/, ''));
    const target = asStored(
      name.startsWith('/') ? resolve(root, `.${name}`) : resolve(dirname(path), name),
    );
    const below = relative(root, target);
    if (below === '' || below === '..' || below.startsWith(`..${sep}`) || isAbsolute(below)) {
      const problem = `shows an image outside of ${root}, which is not read`;
      return { error: invalid(id, `${problem} (${reference.slice(0, 200)})`) };
    }
    return { image: target, key: below.replaceAll(sep, '/'), uri: target };
  };
  return { reach: all ? 'all' : 'local', find };
}

/** Finds images of a web page, where `all` is true. */
export function pageImages(page: URL, all: boolean): ImageFinder {
  const find: ImageFinder['find'] = ({ reference, base = '' }) => {
    const url = all ? URL.parse(reference, URL.parse(base, page.href)?.href ?? page.href) : null;
    return url?.protocol === 'http:' || url?.protocol === 'https:'
      ? remoteImage(url.href)
      : undefined;
  };
  return { reach: all ? 'all' : 'inline', find };
}

function remoteImage(address: string): FoundImage {
  return { image: address, key: address, uri: address };
}

/** Accents may be written in two ways; a file that was copied from a Mac has the other one. */
function asStored(path: string): string {
  const forms = [path.normalize('NFC'), path.normalize('NFD')];
  if (forms[0] === forms[1] || existsSync(path)) return path;
  return forms.find((form) => existsSync(form)) ?? path;
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path; // a percent sign that means itself
  }
}
