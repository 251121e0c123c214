import type { Query } from '@nestvec/core';
import type { Call } from '../app/route.ts';
import { checkText, type ContentReader, readImage } from '../embed/read-contents.ts';
import type { Uploads } from '../image/uploads.ts';
import type { WireImage, WireQuery } from './wire-query.ts';

/** What queries are read with. */
export interface QueryReader {
  readonly reader: ContentReader;
  readonly uploads: Uploads;
}

/**
 * A query whose images are bytes: uploaded ones, or read as those of the embedding doors are. Which parts go together is core's to
 * say. Throws 400 for an image that can't be read, 404 for an upload that is not there or not of this client.
 */
export async function readQuery(
  wire: WireQuery,
  { reader, uploads }: QueryReader,
  { key, signal }: Pick<Call, 'key' | 'signal'>,
): Promise<Query> {
  const imageOf = async (image: WireImage, param: string): Promise<Uint8Array> => {
    if (typeof image === 'object') return uploads.find(image.upload, key, `${param}.upload`);
    return (await readImage(image, param, reader, signal)).image;
  };
  const partOf = async <Part extends { readonly text?: unknown; readonly image?: unknown }>(
    part: Part,
    path: string,
  ): Promise<Part> => {
    const { text, image } = part;
    if (typeof text === 'string') checkText({ text }, `${path}.text`, reader);
    if (image === undefined) return part;
    return { ...part, image: await imageOf(image as WireImage, `${path}.image`) }; // of the schema
  };
  if (typeof wire === 'string') return checkText({ text: wire }, 'query', reader);
  if (wire.all === undefined) return (await partOf(wire, 'query')) as Query; // checked by core
  const all: object[] = [];
  for (const [i, part] of wire.all.entries()) all.push(await partOf(part, `query.all[${i}]`));
  return { ...wire, all } as Query; // checked by core
}
