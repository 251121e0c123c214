import { z } from 'zod';
import type { HostedModel } from './models.ts';

/** What must be known of a model that nestvec has no row for. */
export interface GivenModel {
  /** Its name in an embedder's identity. Default: the id that is sent. */
  readonly identity?: string | undefined;
  /** Length of the full embedding. */
  readonly dimensions: number;
  /** Tokens of one text that are read. */
  readonly maxTokens: number;
  /** Side in pixels of the square that images are fitted to. Left out: a model of texts. */
  readonly imageSide?: number | undefined;
  /** Put before texts, such as `query: ` and `passage: ` of multilingual-e5. Default none. */
  readonly prefixes?:
    | { readonly query?: string | undefined; readonly document?: string | undefined }
    | undefined;
  /** Whether the length is sent with each request. Default false: the server gives its full length unasked. */
  readonly takesDimensions?: boolean | undefined;
}

/** Schema of the facts of a model. */
export const givenModelSchema: z.ZodType<GivenModel> = z.strictObject({
  identity: z.string().min(1).optional(),
  dimensions: z.int().positive(),
  maxTokens: z.int().positive(),
  imageSide: z.int().positive().optional(),
  prefixes: z
    .strictObject({ query: z.string().min(1).optional(), document: z.string().min(1).optional() })
    .optional(),
  takesDimensions: z.boolean().optional(),
});

/** What stands in for the tokens of an image, which no server publishes; batches are planned by it. */
const assumedImageTokens = 1000;

/** The facts as a row of the model table. */
export function rowOf(id: string, given: GivenModel): HostedModel {
  const { identity = id, dimensions, maxTokens, imageSide, prefixes } = given;
  const { query, document } = prefixes ?? {};
  return {
    identity,
    modalities: imageSide === undefined ? ['text'] : ['text', 'image'],
    dimensions,
    takesDimensions: given.takesDimensions ?? false,
    takesNormalized: false,
    tasks: {},
    prefixes: {
      ...(query === undefined ? {} : { query }),
      ...(document === undefined ? {} : { document }),
    },
    maxTokens,
    smallestToken: 'byte',
    itemsPerRequest: 512,
    ...(imageSide === undefined
      ? {}
      : {
          image: {
            tile: imageSide,
            tokens: assumedImageTokens,
            side: imageSide,
            isAssumed: true,
          },
        }),
  };
}
