import type { ImageInput } from '../embedder/content.ts';

/** A text or an image to embed. */
type ContentQuery =
  | { readonly text: string; readonly image?: undefined; readonly like?: undefined }
  | { readonly image: ImageInput; readonly text?: undefined; readonly like?: undefined };

/** Records that are stored already, by what is stored of them; they are not among the hits themselves. */
interface LikeQuery {
  /** One id, or up to 100. */
  readonly like: string | readonly string[];
  readonly text?: undefined;
  readonly image?: undefined;
}

/** One of several things that a hit is to be like. */
export type QueryPart = (ContentQuery | LikeQuery) & {
  /** How much it counts beside the others; a negative one leads away from it. Default 1. */
  readonly weight?: number | undefined;
};

/**
 * What is looked for. A bare string is a text. `like` finds what resembles stored records, without the model: each modality's stored
 * vector searches its own list. `all` joins up to 16 parts into one vector, so that hits are like all of them; it is not an edit of one
 * by another.
 */
export type Query =
  | string
  | (ContentQuery & { readonly all?: undefined })
  | (LikeQuery & { readonly all?: undefined })
  | {
      readonly all: readonly QueryPart[];
      readonly text?: undefined;
      readonly image?: undefined;
      readonly like?: undefined;
    };
