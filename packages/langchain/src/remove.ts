import type { Filter, VectorIndex } from '@nestvec/core';
import { checkIsOptions, checkNames, describeValue, invalid } from '@nestvec/core/kit';
import { ifCreated } from '@nestvec/core/store';

/** What `delete` takes: exactly one of these. */
export type DeleteParams =
  | {
      readonly ids: readonly string[];
      readonly filter?: undefined;
      readonly deleteAll?: undefined;
    }
  | { readonly filter: Filter; readonly ids?: undefined; readonly deleteAll?: undefined }
  | { readonly deleteAll: true; readonly ids?: undefined; readonly filter?: undefined };

const checkParamNames = checkNames<Record<'ids' | 'filter' | 'deleteAll', unknown>>({
  ids: true,
  filter: true,
  deleteAll: true,
});

/** Removes what is named. Throws `invalid-input` unless exactly one way is given, and for an empty filter. */
export async function removeFrom(
  { store }: Pick<VectorIndex, 'store'>,
  params: DeleteParams | undefined,
): Promise<void> {
  checkIsOptions(params, 'params');
  checkParamNames(params as Parameters<typeof checkParamNames>[0], 'params'); // names alone are looked at
  const { ids, filter } = params;
  const deleteAll: unknown = params.deleteAll;
  if (deleteAll !== undefined && deleteAll !== true)
    throw invalid('params.deleteAll', `must be true or left out, got ${describeValue(deleteAll)}`);
  const given = [ids, filter, deleteAll].filter((one) => one !== undefined);
  if (given.length !== 1)
    throw invalid('params', 'must hold exactly one of ids, filter and deleteAll: true');
  await ifCreated(async () => {
    if (ids !== undefined) await store.remove({ ids });
    else if (filter !== undefined) await store.remove({ filter });
    else await store.remove({ all: true });
  }, undefined);
}
