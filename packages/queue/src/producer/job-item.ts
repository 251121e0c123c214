import { resolve } from 'node:path';
import type { Item } from '@nestvec/core';
import { formOfImage, invalid } from '@nestvec/core/kit';
import type { JobItem } from '../job.ts';

/** An item as references. Throws `invalid-input` for pixels, which do not belong into Redis. */
export function toJobItem({ image, ...rest }: Item): JobItem {
  if (image === undefined) return rest;
  const form = formOfImage(image);
  if (form === 'url' || form === 'path') {
    const text = image instanceof URL ? image.href : (image as string); // bytes have other forms
    // A relative path would be another one in another machine's working folder.
    return { ...rest, image: /^[a-z][a-z\d+.-]+:/i.test(text) ? text : resolve(text) };
  }
  throw invalid(
    'item.image',
    'holds the image itself, which a queue does not carry; give a path on a common mount, or a URL',
  );
}
