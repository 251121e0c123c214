import { types } from 'node:util';
import type { CallOptions } from '../async/signal.ts';
import { checkAcceptNear, checkIsEmbedder } from '../embedder/check-embedder.ts';
import type { Embedder } from '../embedder/embedder.ts';
import { invalid } from '../errors.ts';
import { describeValue } from '../json.ts';
import { checkNames } from '../options/check-names.ts';
import type { DeclaredFields, DeclaredVectors } from '../spec/declared.ts';
import type { SpecChoices } from '../spec/default-spec.ts';
import type { EmbedderIdentity } from '../spec/identity.ts';
import { checkList } from '../options/check-list.ts';
import type { CollectionDescription, Store } from '../store/store.ts';

/** Opens the embedder that a collection needs, from what is there, without a count: `undefined` where the collection does not exist. */
export type OpenEmbedder = (
  description: CollectionDescription | undefined,
) => Embedder | Promise<Embedder>;

interface CommonOptions<Fields extends DeclaredFields, Vectors extends DeclaredVectors>
  extends Omit<SpecChoices, 'name' | 'fields' | 'vectors'>, CallOptions {
  readonly fields?: Fields | undefined;
  readonly vectors?: Vectors | undefined;
  readonly store: Store;
  /** Identity fields in which this embedder may differ from the one that filled the collection, such as `weights`. */
  readonly acceptNear?: readonly (keyof EmbedderIdentity)[] | undefined;
}

/** What `createIndex` takes. */
export type IndexOptions<
  Fields extends DeclaredFields = DeclaredFields,
  Vectors extends DeclaredVectors = DeclaredVectors,
> = CommonOptions<Fields, Vectors> &
  (
    | {
        /** An embedder, or a function that opens one once the collection has been looked at. */
        readonly embedder: Embedder | OpenEmbedder;
        readonly embedders?: undefined;
      }
    | {
        /**
         * Several, of which the one is used that the collection names, also where an alias moves while the index is open: `[old, new]`.
         * A collection that does not exist yet is filled by the last.
         */
        readonly embedders: readonly Embedder[];
        readonly embedder?: undefined;
      }
  );

const checkOptionNames = checkNames<
  CommonOptions<DeclaredFields, DeclaredVectors> & Record<'embedder' | 'embedders', unknown>
>({
  embedder: true,
  embedders: true,
  store: true,
  vectors: true,
  fields: true,
  tenants: true,
  keyword: true,
  modalities: true,
  acceptNear: true,
  signal: true,
});

/** Throws `invalid-input` for an unknown option, and unless there is an embedder. */
export function checkIndexOptions(options: IndexOptions): void {
  checkOptionNames(options as Parameters<typeof checkOptionNames>[0], 'options'); // names alone are looked at
  const given: unknown = options;
  if (given === undefined) throw invalid('options', 'must be { store, embedder }');
  checkStore(options.store);
  checkAcceptNear(options.acceptNear, 'options.acceptNear');
  const { embedder, embedders } = options;
  if ((embedder === undefined) === (embedders === undefined))
    throw invalid('options.embedder', 'give exactly one of embedder and embedders');
  if (typeof embedder !== 'function' && embedder !== undefined)
    checkIsEmbedder(embedder, 'options.embedder');
  if (embedders === undefined) return;
  checkList(embedders, 'options.embedders');
  if (embedders.length === 0) throw invalid('options.embedders', 'must hold at least one');
  for (const [i, one] of embedders.entries()) checkIsEmbedder(one, `options.embedders[${i}]`);
}

function checkStore(store: Partial<Store> | null): void {
  if (typeof store?.describe === 'function' && typeof store.upsert === 'function') return;
  const advice = types.isPromise(store) ? 'await it' : 'pass what a database’s package gives';
  throw invalid('options.store', `must be a store, got ${describeValue(store)}; ${advice}`);
}
