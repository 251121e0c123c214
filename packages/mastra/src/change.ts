import type { DeleteVectorsParams } from '@mastra/core/vector';
import type { Filter, VectorRecord } from '@nestvec/core';
import { checkIsOptions, checkList, invalid } from '@nestvec/core/kit';
import {
  checkId,
  checkOrigin,
  checkUpdate,
  cutVectors,
  type RecordUpdate,
  unitVector,
} from '@nestvec/core/store';
import { checkSome } from './check-some.ts';
import { type NestvecFilter, toFilter } from './filter.ts';
import { modalityOf } from './modality.ts';
import type { OpenIndex } from './open-indexes.ts';
import { checkParams, type UpdateParams } from './params.ts';
import { toChanged } from './stored.ts';

/** Changes one record, or all of a filter; keys of metadata that are not named stay. Rejects with `store` for an id that is not there. */
export async function change(index: OpenIndex, params: UpdateParams): Promise<void> {
  const { store, spec } = index;
  const { id } = params;
  const filter = toFilter(params.filter, 'filter');
  checkOneWay(id, filter, 'id');
  const parts = toChange(index, params);
  if (filter === undefined) {
    checkId(id, 'params.id');
    return await store.update([{ ...parts, id }]);
  }
  checkSome(filter, spec, 'filter');
  const include = { metadata: false, text: false, links: false, vectors: [] };
  for await (const { records } of store.scan({ filter, include }))
    if (records.length > 0) await store.update(records.map((one) => ({ ...parts, id: one.id })));
}

function toChange(index: OpenIndex, params: UpdateParams): Omit<RecordUpdate, 'id'> {
  const { store, spec, madeBy } = index;
  const { update, modality: given } = params;
  checkIsOptions(update, 'params.update');
  checkParams.update(update, 'params.update');
  const { vector, metadata } = update;
  if (vector === undefined && metadata === undefined)
    throw invalid('params.update', 'must hold a vector or metadata');
  const modality = modalityOf(spec, given);
  let vectors: VectorRecord['vectors'] | undefined;
  if (vector !== undefined) {
    // Other writes say it to the store, which `update` of a store does not take.
    checkOrigin({ database: store.database, name: spec.name }, spec.embedder, madeBy);
    const full = unitVector(vector, spec.embedder.dimensions, 'params.update.vector');
    vectors = cutVectors(full, modality, spec);
  }
  const parts = {
    ...(vectors === undefined ? {} : { vectors }),
    ...(metadata === undefined ? {} : toChanged(metadata, spec, 'params.update.metadata')),
  };
  checkUpdate({ ...parts, id: 'any' }, spec, 'params.update');
  return parts;
}

/** Removes records by their ids, or by a filter; ids that are not there are no error. */
export async function removeSome(
  { store, spec }: OpenIndex,
  { ids, filter: given }: DeleteVectorsParams<NestvecFilter>,
): Promise<void> {
  const filter = toFilter(given, 'filter');
  checkOneWay(ids, filter, 'ids');
  if (filter !== undefined) {
    checkSome(filter, spec, 'filter');
    return await store.remove({ filter });
  }
  checkList(ids, 'params.ids');
  if (ids.length === 0) throw invalid('params.ids', 'is an empty ids array; name at least one');
  for (const [i, id] of ids.entries()) checkId(id, `params.ids[${i}]`);
  await store.remove({ ids });
}

function checkOneWay(ids: unknown, filter: Filter | undefined, name: 'id' | 'ids'): void {
  if (ids !== undefined && filter !== undefined)
    throw invalid('params', `filter and ${name} are mutually exclusive; give one of them`);
  if (ids === undefined && filter === undefined)
    throw invalid(
      'params',
      name === 'id'
        ? 'either id or filter must be provided'
        : 'either filter or ids must be provided',
    );
}
