import type { CollectionDescription, Store } from '@nestvec/core';
import { defaultSpec } from '@nestvec/core';
import { describeValue, invalid, positiveInteger, unsupported } from '@nestvec/core/kit';
import { checkOrigin, type ResolvedSpec } from '@nestvec/core/store';
import { unnamed } from './open-indexes.ts';
import type { CreateParams } from './params.ts';
import type { NestvecVectorOptions } from './vector-options.ts';

/** What can be said of the parameters before the database is asked. Throws `invalid-input`, or `unsupported` for another metric. */
export function checkCreate(
  { dimension, metric = 'cosine' }: CreateParams,
  { embedder }: Pick<NestvecVectorOptions, 'embedder'>,
): void {
  positiveInteger(dimension, 'params.dimension');
  if (metric !== 'cosine')
    throw unsupported(`the metric ${describeValue(metric)}`, 'nestvec', 'use cosine');
  if (embedder === undefined || embedder.identity.dimensions === dimension) return;
  const { model, dimensions } = embedder.identity;
  throw invalid(
    'params.dimension',
    `is ${dimension}, and ${model} gives ${dimensions}; vectors of all of it are taken, and shorter ones are named vectors, such as vectors: { text_64: { modality: 'text', dimensions: 64 } }`,
  );
}

/** The spec of an index: what is asked, and of one that exists also all that it has. Throws `identity` where another model filled it. */
export function specOf(
  store: Pick<Store, 'database'>,
  description: CollectionDescription | undefined,
  { indexName: name, dimension, ...asked }: CreateParams,
  options: Pick<NestvecVectorOptions, 'embedder' | 'acceptNear' | 'fields' | 'vectors'>,
): ResolvedSpec {
  const identity = options.embedder?.identity ?? unnamed(dimension);
  const { fields = options.fields, vectors = options.vectors } = asked;
  const declared = defaultSpec(identity, { name, fields, vectors });
  if (description === undefined) return declared;
  const there = description.spec;
  const madeBy = { identity, acceptNear: options.acceptNear };
  checkOrigin({ database: store.database, name }, there?.embedder, madeBy);
  if (there === undefined) return declared;
  return {
    ...there,
    fields: { ...there.fields, ...declared.fields },
    vectors: vectors === undefined ? there.vectors : { ...there.vectors, ...declared.vectors },
  };
}
