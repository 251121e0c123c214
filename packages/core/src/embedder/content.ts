/**
 * An image in any of the forms that people have it in. A string is a file path, or a `file:`, `http(s):` or `data:` URL;
 * bare base64 is given as `{ base64 }`, because no rule distinguishes it from a path.
 */
export type ImageInput =
  | string
  | URL
  | Uint8Array
  | ArrayBuffer
  | Blob
  | ReadableStream<Uint8Array>
  | AsyncIterable<Uint8Array>
  | { readonly base64: string };

/** One thing to embed: a text or an image, never both. */
export type Content = { readonly text: string } | { readonly image: ImageInput };

/** `query` gets the model's query instruction, applied by the embedder; `document` gets none. */
export type Task = 'query' | 'document';
