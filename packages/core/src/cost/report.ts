import type { SourceFailure } from '../ingest/failure.ts';
import type { HostedModelId } from '../remote/models.ts';
import type { CostPrice } from './price.ts';
import type { StorageEstimate } from './storage.ts';

/** What was counted. */
export interface CostCounts {
  readonly items: { readonly read: number; readonly failed: number };
  /** Contents to embed; an item may have a text and an image. */
  readonly contents: { readonly text: number; readonly image: number };
  /** Tiles of all images. */
  readonly tiles: number;
  /** Images of URLs that are taken for four tiles, since nothing is fetched. */
  readonly guessedImages: number;
  readonly tokens: {
    readonly text: number;
    readonly image: number;
    readonly total: number;
    /** What they can't exceed; a spend cap of so much lets the whole run through. */
    readonly atMost: number;
  };
  /** Ids, texts and metadata, which a database keeps beside the vectors. */
  readonly payloadBytes: number;
  /** The first 100 items that could not be used. */
  readonly failures: readonly SourceFailure[];
}

/** What embedding and keeping items takes. */
export interface CostReport extends CostCounts {
  readonly model: HostedModelId;
  /** How the tokens of texts were counted. */
  readonly countedBy: 'tokenizer' | 'estimate';
  readonly requests: number;
  /** Least time that the rates allow, without that of the requests themselves. */
  readonly seconds: number;
  /** `undefined` where no price is known or asked for. */
  readonly price: CostPrice | undefined;
  /** Of all contents' vectors, by each rule of `storage`, length and quantisation, without `payloadBytes`. */
  readonly storage: readonly StorageEstimate[];
}
