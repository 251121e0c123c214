import { randomBytes } from 'node:crypto';
import type { ImageFiles } from '../image/image-files.ts';
import { notice } from '../passage/notice.ts';
import type { Store } from '../store/store.ts';
import type { FoundPassage } from './found.ts';

/** A part of what a model reads: a text, or a small JPEG. */
export type ShownPart = { readonly text: string } | { readonly jpeg: Buffer };

/** How what was found is shown. */
interface Showing {
  readonly store: Pick<Store, 'get'>;
  /** Images that may be opened; `undefined` for a model that sees none. */
  readonly files: ImageFiles | undefined;
  readonly most: number;
}

/** What a model reads of an answer: the passages between marks that none of them can forge, and images after the id that each is of. */
export async function shownParts(
  found: readonly FoundPassage[],
  { store, files, most }: Showing,
): Promise<readonly ShownPart[]> {
  const mark = `passage-${randomBytes(6).toString('hex')}`;
  const shown = found.map((one) => `<${mark}>\n${JSON.stringify(one)}\n</${mark}>`);
  const parts: ShownPart[] = [{ text: [notice, ...shown].join('\n') }];
  if (files === undefined) return parts;
  const ids = [...new Set(found.flatMap(({ images = [] }) => images))];
  const records = await store.get(ids);
  const uris = new Map(ids.map((id, i) => [id, records[i]?.uri]));
  let count = 0;
  for (const id of ids) {
    if (count >= most) break;
    const file = await files.fileOf(uris.get(id));
    const jpeg = file === undefined ? undefined : await files.thumbnail(file, undefined);
    if (jpeg === undefined) continue;
    count += 1;
    parts.push({ text: `Image of ${JSON.stringify(id)}:` }, { jpeg });
  }
  return parts;
}
