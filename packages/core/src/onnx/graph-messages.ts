import type { GraphOptions, TextFeed } from './graph.ts';

/** What the graph's thread is started with. */
export type GraphData = Omit<GraphOptions, 'onWarning'>;

/** What it is asked. */
export type GraphQuestion =
  | { readonly kind: 'texts'; readonly feed: TextFeed }
  | { readonly kind: 'images'; readonly pixels: Float32Array<ArrayBuffer>; readonly rows: number }
  | { readonly kind: 'texts-by-head' }
  | { readonly kind: 'load' }
  | { readonly kind: 'release' };

/** What it answers. */
export interface GraphAnswer {
  /** Empty where there was nothing to infer. */
  readonly vectors: Float32Array<ArrayBuffer>;
  /** The answer to `texts-by-head`, else false. */
  readonly isByHead: boolean;
  readonly warnings: readonly string[];
}
