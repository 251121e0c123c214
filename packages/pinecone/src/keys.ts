import { fetchRecords } from './fetch.ts';
import { homeOfVersioned } from './ids.ts';
import { homeOf } from './record.ts';
import type { IndexPlace } from './session.ts';
import type { Scope } from './scope.ts';

/** The record that each entry of an index beside the first belongs to, by the entry's id. */
export async function keysOf(
  scope: Scope,
  place: IndexPlace,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const long = ids.filter((id) => homeOfVersioned(id) === undefined);
  const stored = await fetchRecords(scope, place, long);
  return new Map(
    ids.flatMap((id): [string, string][] => {
      const record = stored.get(id);
      const key =
        homeOfVersioned(id) ?? (record === undefined ? undefined : homeOf(record.metadata));
      return key === undefined ? [] : [[id, key]];
    }),
  );
}
