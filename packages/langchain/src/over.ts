import type { Modality, VectorIndex } from '@nestvec/core';
import { describeValue, invalid } from '@nestvec/core/kit';

/** Throws `invalid-input` for what is not a modality, and for one that the collection has no vectors of. */
export function checkOver(index: Pick<VectorIndex, 'spec'>, over: unknown): void {
  if (over === undefined) return;
  if (over !== 'text' && over !== 'image')
    throw invalid(
      'options.over',
      `must be text or image, got ${describeValue(over)}; NestvecRetriever asks both`,
    );
  if (!hasVectors(index, over))
    throw invalid('options.over', `the collection has no ${over} vectors`);
}

/** Which contents a query of a modality is compared with: those that were chosen, else of its own kind, else what there is. */
export function comparedWith(
  { index, over }: { readonly index: VectorIndex; readonly over: Modality | undefined },
  own: Modality,
): Modality {
  if (over !== undefined) return over;
  if (hasVectors(index, own)) return own;
  return own === 'text' ? 'image' : 'text';
}

function hasVectors({ spec }: Pick<VectorIndex, 'spec'>, modality: Modality): boolean {
  return Object.values(spec.vectors).some((vector) => vector.modality === modality);
}
