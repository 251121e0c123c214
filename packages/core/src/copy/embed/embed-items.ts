import { access } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Item } from '../../embedder/item.ts';
import { invalid } from '../../errors.ts';
import { isUrl } from '../../image/describe.ts';
import type { SourceFailure } from '../../ingest/failure.ts';
import type { VectorRecord } from '../../record/record.ts';
import type { Modality } from '../../spec/models.ts';
import type { ResolvedSpec } from '../../spec/spec.ts';
import type { CopyOptions } from '../copy-options.ts';
import type { CopyPart } from '../copy-parts.ts';
import { sourcePages } from '../pass/source-pages.ts';

/** How the contents of records are found again. */
export interface StoredContents {
  /** Modalities that the target has vectors of. */
  readonly modalities: ReadonlySet<Modality>;
  /** The source's smallest vector of images: a record that has it was made of one. */
  readonly imageVector: string | undefined;
  readonly convert: (record: VectorRecord) => VectorRecord;
}

/** What is known of a source's contents. */
export function storedContents(
  source: ResolvedSpec,
  target: ResolvedSpec,
  convert: StoredContents['convert'],
): StoredContents {
  const images = Object.entries(source.vectors)
    .filter(([, { modality }]) => modality === 'image')
    .toSorted(([, a], [, b]) => a.dimensions - b.dimensions);
  const modalities = new Set(Object.values(target.vectors).map(({ modality }) => modality));
  return { modalities, imageVector: images[0]?.[0], convert };
}

/**
 * The items that records were made of: their text, and the image at their `uri`. A record with neither is a failure, and so is one
 * whose image is a file that is not there.
 */
export async function* storedItems(
  { from }: CopyPart,
  contents: StoredContents,
  options: Pick<CopyOptions, 'signal' | 'onRetry'>,
  onRead: (ids: readonly string[], cursor: string) => void,
): AsyncGenerator<Item | SourceFailure, void, undefined> {
  const { imageVector, convert } = contents;
  const vectors = imageVector === undefined ? [] : [imageVector];
  for await (const { records, cursor } of sourcePages(
    from,
    { after: undefined, include: { vectors } },
    options,
  )) {
    onRead(
      records.map(({ id }) => id),
      cursor,
    );
    for (const record of records) {
      const { id, metadata, text, uri, parentId, source } = convert(record);
      const image = isImage(record, contents) ? uri : undefined;
      const problem = await problemOf(text, image, contents);
      if (problem === undefined) yield { id, text, image, metadata, uri, parentId, source };
      else yield { id, error: invalid(`record ${id}`, problem), hides: [id] };
    }
  }
}

const imageNames = /\.(?:jpe?g|png|webp|gif|avif|tiff?|svg|bmp)(?:[?#].*)?$/i;

/** A source without images may still name some. */
function isImage(
  { uri, vectors }: VectorRecord,
  { imageVector, modalities }: StoredContents,
): boolean {
  if (uri === undefined || !modalities.has('image')) return false;
  return imageVector === undefined ? imageNames.test(uri) : vectors[imageVector] !== undefined;
}

async function problemOf(
  text: string | undefined,
  image: string | undefined,
  { modalities }: StoredContents,
): Promise<string | undefined> {
  const hasText = modalities.has('text') && text !== undefined && text.trim() !== '';
  if (image === undefined && hasText) return undefined;
  if (image === undefined)
    return `has no ${[...modalities].join(' and no ')} to embed: neither a text nor the uri of an image that the target has vectors of`;
  const path = image.startsWith('file:') ? pathOf(image) : isUrl(image) ? undefined : image;
  if (path === undefined) return undefined;
  const isThere = await access(path).then(
    () => true,
    () => false,
  );
  return isThere ? undefined : `has its image at ${image}, which can’t be read here`;
}

function pathOf(url: string): string | undefined {
  try {
    return fileURLToPath(url);
  } catch {
    return undefined;
  }
}
