import { invalid } from '../errors.ts';
import type { Include } from './search.ts';
import type { ResolvedSpec } from '../spec/spec.ts';

/** Checks that every vector asked for is one of the collection's. Throws `invalid-input`. */
export function checkInclude(include: Include | undefined, spec: ResolvedSpec): void {
  for (const name of include?.vectors ?? []) {
    if (Object.hasOwn(spec.vectors, name)) continue;
    throw invalid(
      'include.vectors',
      `${JSON.stringify(name)} is not a named vector of ${spec.name}; it has ${Object.keys(spec.vectors).join(', ')}`,
    );
  }
}
