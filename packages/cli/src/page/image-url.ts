import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { cataloguePath } from '../quickstart/catalogue.ts';

/** An image of the catalogue as a `data:` URL, so that the page needs no other file. */
export function imageUrl(path: string): string {
  const type = extname(path).slice(1);
  return `data:image/${type};base64,${readFileSync(cataloguePath(path)).toString('base64')}`;
}
