import type { Modality } from '../spec/models.ts';
import type { ResolvedSpec } from '../spec/spec.ts';

/** Vectors of one modality by size: the pair that coarse-to-full uses by default. */
export function coarseAndFull(
  spec: ResolvedSpec,
  modality: Modality,
): { readonly using: string; readonly rescore?: string } | undefined {
  const names = Object.entries(spec.vectors)
    .filter(([, vector]) => vector.modality === modality)
    .sort(([a, x], [b, y]) => x.dimensions - y.dimensions || (a < b ? -1 : 1))
    .map(([name]) => name);
  const [using] = names;
  const rescore = names.at(-1);
  if (using === undefined) return undefined;
  return rescore === undefined || rescore === using ? { using } : { using, rescore };
}
