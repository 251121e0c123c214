import type { Embedder, Store } from '@nestvec/core';
import {
  checkIsOptions,
  checkNames,
  describeValue,
  invalid,
  isPlainObject,
} from '@nestvec/core/kit';
import { checkAcceptNear, type Origin } from '@nestvec/core/store';
import type { Declared } from './params.ts';

/** What `NestvecVector` is made of. */
export interface NestvecVectorOptions extends Declared {
  /** Name under which Mastra keeps it. */
  readonly id: string;
  /** Passed on to Mastra. */
  readonly disableInit?: boolean | undefined;
  /** The store of an index: `(collection) => qdrant({ url, collection })`. It is called once for each index. */
  readonly open: (collection: string) => Store;
  /** Names of all indexes: `() => listCollections({ url })`, of the package that `open` takes its store from. */
  readonly list: () => Promise<readonly string[]>;
  /**
   * What makes the vectors. An index remembers it, and another model is refused from then on. Default: not known, so that only another
   * dimension is refused.
   */
  readonly embedder?: Pick<Embedder, 'identity'> | undefined;
  /** Fields in which the embedder may differ from the one that filled an index, such as `weights`. */
  readonly acceptNear?: Origin['acceptNear'];
}

const checkOptionNames = checkNames<NestvecVectorOptions>({
  id: true,
  disableInit: true,
  open: true,
  list: true,
  embedder: true,
  acceptNear: true,
  fields: true,
  vectors: true,
});

/** Throws `invalid-input`. Fields and vectors are checked when an index is made of them. */
export function checkVectorOptions(options: NestvecVectorOptions): void {
  checkIsOptions(options, 'options');
  checkOptionNames(options, 'options');
  const { id, open, list, embedder, acceptNear } = options;
  if (typeof id !== 'string' || id.trim() === '')
    throw invalid('options.id', `must be a non-empty text, got ${describeValue(id)}`);
  checkFunction(open, 'options.open', '(collection) => store');
  checkFunction(
    list,
    'options.list',
    '() => names, such as listCollections of the database’s package',
  );
  checkAcceptNear(acceptNear, 'options.acceptNear');
  const given = embedder as Partial<Embedder> | null | undefined; // what the type forbids
  if (given !== undefined && !isPlainObject(given?.identity))
    throw invalid('options.embedder', `must be an embedder, got ${describeValue(embedder)}`);
}

function checkFunction(value: unknown, path: string, form: string): void {
  if (typeof value !== 'function')
    throw invalid(path, `must be a function, ${form}; got ${describeValue(value)}`);
}
