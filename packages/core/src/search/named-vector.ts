import { invalid } from '../errors.ts';
import { describeValue } from '../json.ts';
import type { ResolvedSpec, ResolvedVector } from '../spec/spec.ts';

/** The named vector of that name. Throws `invalid-input` where the collection has none. */
export function namedVector(
  name: string,
  spec: Pick<ResolvedSpec, 'name' | 'vectors'>,
  path: string,
): ResolvedVector {
  const isName = typeof name === 'string' && Object.hasOwn(spec.vectors, name);
  const vector = isName ? spec.vectors[name] : undefined;
  if (vector !== undefined) return vector;
  throw invalid(
    path,
    `${describeValue(name)} is not a named vector of ${spec.name}; it has ${Object.keys(spec.vectors).join(', ')}`,
  );
}
