import { basename } from 'node:path';
import type { ShownSearch } from './result.ts';

/** What each kind of search is called. */
export const kindTitles: Readonly<Record<ShownSearch['kind'], string>> = {
  'text-to-image': 'Text to image',
  'image-to-image': 'Image to image',
  'text-to-text': 'Text to text',
  filtered: 'Text to image, filtered',
};

/** What was searched for, in a line. */
export function queryTitle({ query, filter }: ShownSearch): string {
  if ('image' in query) return `an image of another artist: ${basename(query.image)}`;
  return `“${query.text}” (${query.language})${filter === undefined ? '' : ` where ${JSON.stringify(filter)}`}`;
}
