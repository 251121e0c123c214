import { invalid } from '../errors.ts';
import { describeValue } from '../json.ts';
import { checkNames } from '../options/check-names.ts';
import { checkSwitch } from '../options/check-switch.ts';
import type { ResolvedSpec } from '../spec/spec.ts';
import { namedVector } from './named-vector.ts';
import type { Include } from './search.ts';

const checkIncludeNames = checkNames<Include>({
  metadata: true,
  text: true,
  links: true,
  vectors: true,
});

/** The named vectors that a record is read with, each once: all of them, unless some are named. */
export function includedVectors(
  include: Include | undefined,
  spec: Pick<ResolvedSpec, 'vectors'>,
): readonly string[] {
  return [...new Set(include?.vectors ?? Object.keys(spec.vectors))];
}

/** Checks that every vector asked for is one of the collection's. Throws `invalid-input`. */
export function checkInclude(include: Include | undefined, spec: ResolvedSpec): void {
  checkIncludeNames(include, 'include');
  checkMetadata(include?.metadata, spec);
  checkSwitch(include?.text, 'include.text');
  checkSwitch(include?.links, 'include.links');
  const vectors: unknown = include?.vectors ?? [];
  if (!Array.isArray(vectors))
    throw invalid('include.vectors', `must be an array of names, got ${describeValue(vectors)}`);
  for (const name of include?.vectors ?? []) namedVector(name, spec, 'include.vectors');
}

function checkMetadata(asked: unknown, { fields }: Pick<ResolvedSpec, 'fields'>): void {
  if (!Array.isArray(asked)) {
    checkSwitch(asked, 'include.metadata');
    return;
  }
  for (const name of asked) {
    const isDeclared = typeof name === 'string' && Object.hasOwn(fields, name);
    if (!isDeclared)
      throw invalid('include.metadata', `${describeValue(name)} is not a declared field`);
  }
}
