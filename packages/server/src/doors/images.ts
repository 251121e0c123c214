import { isNestvecError } from '@nestvec/core';
import type { ImageIntake } from '@nestvec/core/kit';
import { z } from 'zod';
import { formRoute, getRoute, type Route } from '../app/route.ts';
import { imageOf } from '../image/image-of.ts';
import { imageSizes } from '../image/render.ts';
import { refuse } from '../problem/refusal.ts';
import { uploadAnswer, uploadForm } from '../search/answers.ts';
import { imageParams } from '../search/schemas.ts';
import type { IndexTools } from './indexes.ts';

const usualSize = 512;
const size = z.enum(imageSizes.map(String));
const headersOfImages = {
  'content-type': 'image/webp',
  // A key decides what is seen, and no page of another origin shows what it may not read.
  vary: 'Authorization, Origin',
  'content-security-policy': "default-src 'none'; sandbox",
};

/** Images of records, and images to search with. */
export function imageRoutes(
  { common, grants, images, uploads }: IndexTools,
  { intake, hasOrigins }: { readonly intake: ImageIntake; readonly hasOrigins: boolean },
): readonly Route[] {
  return [
    getRoute(
      {
        ...common,
        path: '/image/:index/:id',
        params: imageParams,
        query: z.object({ size: size.optional() }),
        summary: `The image of a record, as WebP; ?size= is the longer side: ${imageSizes.join(', ')}`,
        answer: undefined,
        answerType: 'image/webp',
      },
      async (call) => {
        const { view, isPublic, imageField } = grants.open(call);
        const side = sizeOf(call.query.get('size'));
        const { id = '' } = call.params;
        // All of it, since the field need not be shown, and a view gives no such field by its name.
        const metadata = imageField !== undefined;
        const include = { metadata, text: false, links: true, vectors: [] };
        const { signal } = call;
        const [record] = await view.store.get([id], { include, signal });
        const uri = record === undefined ? undefined : imageOf(record, imageField);
        if (uri === undefined)
          throw refuse(
            404,
            'image_not_found',
            'there is no image of this record that can be shown',
          );
        const { bytes, etag } = await images.show(uri, side, signal);
        const headers = {
          ...headersOfImages,
          etag,
          'cache-control': `${isPublic ? 'public' : 'private'}, max-age=300`,
          'cross-origin-resource-policy': hasOrigins ? 'cross-origin' : 'same-origin',
        };
        const isKnown = (call.headers.get('if-none-match') ?? '')
          .split(',')
          .some((one) => one.trim().replace(/^W\//, '') === etag || one.trim() === '*');
        return isKnown ? { body: null, status: 304, headers } : { body: bytes, headers };
      },
    ),
    formRoute(
      {
        ...common,
        path: '/v1/uploads',
        summary: 'Keeps an image for 15 minutes, to search with by its id',
        form: uploadForm,
        answer: uploadAnswer,
      },
      async (form, { key, signal }) => {
        const file = [...form.values()].find((value) => typeof value !== 'string');
        if (file === undefined || [...form.keys()].length !== 1)
          throw refuse(
            400,
            'invalid_form',
            'the form must hold one file and nothing else; curl -F image=@FILE sends one',
            { param: 'image' },
          );
        const bytes = new Uint8Array(await file.arrayBuffer());
        try {
          const { header } = await intake.open(bytes, signal);
          const { id: upload, expires } = uploads.keep(bytes, key);
          const { width, height } = header;
          return { body: { upload, expires: new Date(expires).toISOString(), width, height } };
        } catch (cause) {
          if (!isNestvecError(cause, 'image')) throw cause;
          throw refuse(400, 'invalid_image', cause.message, { param: 'image', cause });
        }
      },
    ),
  ];
}

function sizeOf(asked: string | null): number {
  if (asked === null) return usualSize;
  if (size.safeParse(asked).success) return Number(asked);
  throw refuse(400, 'invalid_size', `size must be one of ${imageSizes.join(', ')}`, {
    param: 'size',
  });
}
