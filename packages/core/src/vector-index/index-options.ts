import type { CallOptions } from '../async/signal.ts';
import type { Embedder } from '../embedder/embedder.ts';
import { checkNames } from '../options/check-names.ts';
import type { SpecChoices } from '../spec/default-spec.ts';
import type { EmbedderIdentity } from '../spec/identity.ts';
import type { CollectionDescription, Store } from '../store/store.ts';

/** Opens the embedder that a collection needs, from what is there: `undefined` where the collection does not exist. */
export type OpenEmbedder = (
  description: CollectionDescription | undefined,
) => Embedder | Promise<Embedder>;

/** What `createIndex` takes. */
export interface IndexOptions extends Omit<SpecChoices, 'name'>, CallOptions {
  /** An embedder, or a function that opens one once the collection has been looked at. */
  readonly embedder: Embedder | OpenEmbedder;
  readonly store: Store;
  /** Identity fields in which this embedder may differ from the one that filled the collection, such as `weights`. */
  readonly acceptNear?: readonly (keyof EmbedderIdentity)[] | undefined;
}

/** Throws `invalid-input` for a name that is none of these. */
export const checkIndexOptions: (options: IndexOptions | undefined, path: string) => void =
  checkNames<IndexOptions>({
    embedder: true,
    store: true,
    vectors: true,
    fields: true,
    tenants: true,
    modalities: true,
    acceptNear: true,
    signal: true,
  });
