import type { VectorRecord } from '@nestvec/core';

/** Where the image of a record is: what the field says that is named for it, else its `uri`. */
export function imageOf(
  { metadata, uri }: Pick<VectorRecord, 'metadata' | 'uri'>,
  imageField: string | undefined,
): string | undefined {
  const named =
    imageField !== undefined && Object.hasOwn(metadata, imageField)
      ? metadata[imageField]
      : undefined;
  return typeof named === 'string' && named !== '' ? named : uri;
}
