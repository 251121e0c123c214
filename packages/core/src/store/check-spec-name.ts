import { invalid } from '../errors.ts';
import type { ResolvedSpec } from '../spec/spec.ts';

/** Throws `invalid-input` unless a spec is of the store's collection; `path` is where its name stands. */
export function checkSpecName(
  path: string,
  spec: Pick<ResolvedSpec, 'name'>,
  collection: string,
): void {
  if (spec.name !== collection)
    throw invalid(path, `is ${spec.name}, and this store is of ${collection}`);
}
