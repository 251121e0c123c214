import type { Modality } from '@nestvec/core';
import { invalid } from '@nestvec/core/kit';
import type { ResolvedSpec } from '@nestvec/core/store';

/** Of what vectors are: as they say, else of texts where the index has vectors of texts. Throws `invalid-input`. */
export function modalityOf(
  { vectors, name }: Pick<ResolvedSpec, 'vectors' | 'name'>,
  given: Modality | undefined,
): Modality {
  const has = (one: Modality): boolean =>
    Object.values(vectors).some(({ modality }) => modality === one);
  if (given === undefined) return has('text') ? 'text' : 'image';
  if (!has(given)) throw invalid('params.modality', `${name} has no ${given} vectors`);
  return given;
}
