import { randomBytes } from 'node:crypto';
import type { Store } from '@nestvec/core';
import { type ImageFiles, notice } from '@nestvec/core/kit';
import type { Tool } from 'ai';
import type { FoundPassage } from './search-tool-schema.ts';

type ModelOutput = Awaited<ReturnType<NonNullable<Tool['toModelOutput']>>>;
type ContentPart = Extract<ModelOutput, { type: 'content' }>['value'][number];

/** How what was found is shown. */
interface Showing {
  readonly store: Pick<Store, 'get'>;
  /** Images that may be opened; `undefined` for a model that sees none. */
  readonly files: ImageFiles | undefined;
  readonly most: number;
  /** SDK 7 warns of the form that SDK 6 needs for images. */
  readonly isNewSdk: boolean;
}

/** What a model reads of an answer: the passages between marks that none of them can forge, and images after the id that each is of. */
export async function showFound(
  found: readonly FoundPassage[],
  { store, files, most, isNewSdk }: Showing,
): Promise<ModelOutput> {
  const mark = `passage-${randomBytes(6).toString('hex')}`;
  const shown = found.map((one) => `<${mark}>\n${JSON.stringify(one)}\n</${mark}>`);
  const text = [notice, ...shown].join('\n');
  const parts: ContentPart[] = [{ type: 'text', text }];
  if (files === undefined) return { type: 'content', value: parts };
  const ids = [...new Set(found.flatMap(({ images = [] }) => images))];
  const records = await store.get(ids);
  const uris = new Map(ids.map((id, i) => [id, records[i]?.uri]));
  let count = 0;
  for (const id of ids) {
    if (count >= most) break;
    const file = await files.fileOf(uris.get(id));
    const image = file === undefined ? undefined : await files.thumbnail(file, undefined);
    if (image === undefined) continue;
    count += 1;
    parts.push(
      { type: 'text', text: `Image of ${JSON.stringify(id)}:` },
      imagePart(image, isNewSdk),
    );
  }
  return { type: 'content', value: parts };
}

function imagePart(image: Buffer, isNewSdk: boolean): ContentPart {
  const data = image.toString('base64');
  const mediaType = 'image/jpeg';
  if (isNewSdk) return { type: 'file', mediaType, data: { type: 'data', data } };
  // oxlint-disable-next-line typescript/no-deprecated -- SDK 6 knows this form only
  return { type: 'image-data', mediaType, data };
}
