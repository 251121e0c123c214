import { posix } from 'node:path';
import type { ImageReference } from './outline.ts';

/** Which images that a document refers to are taken: those written out in it, also files beside it, or also those at other addresses. */
export type ImageReach = 'none' | 'inline' | 'local' | 'all';

/** Whether an image is taken. One that is not is read by its alternative text, which browsers show in its place. */
export function isReached(image: Omit<ImageReference, 'offset'>, reach: ImageReach): boolean {
  if (reach === 'none') return false;
  if (/^data:image\//i.test(image.reference)) return true;
  if (reach === 'inline') return false;
  const reference = basedReference(image);
  if (/^(?:https?:)?\/\//i.test(reference)) return reach === 'all';
  return !isElsewhere(reference);
}

/** Whether a reference leads neither to a file nor to a page. */
export function isElsewhere(reference: string): boolean {
  return /^[a-z][a-z\d+.-]+:/i.test(reference) || reference.startsWith('#');
}

/** A reference as it is meant beside the page that it stands in. */
export function basedReference({ reference, base }: Omit<ImageReference, 'offset'>): string {
  if (base === undefined || /^(?:[a-z][a-z\d+.-]+:|[/#])/i.test(reference)) return reference;
  return URL.parse(reference, base)?.href ?? posix.join(base.replace(/[^/]*$/, ''), reference);
}
