import { isPlainObject } from '../../json.ts';
import type { ResolvedVector } from '../../spec/spec.ts';
import type { VectorDrift } from '../copy-report.ts';

/** Rounding of one number on its way through a database that normalises once more. */
const rounding = 1e-6;
/** Of numbers of half precision, whose fraction has 10 bits: half of the last one, for numbers up to 1. */
const halfRounding = 2 ** -11;
/** What databases call those. */
const isHalf = (value: unknown): boolean => value === 'halfvec' || value === 'float16';

/** How a database keeps the numbers of a vector: what one may differ by, and how it is searched over. */
export function keptAs(
  vector: Pick<ResolvedVector, 'native' | 'quantization'> | undefined,
): Pick<VectorDrift, 'allowed' | 'quantization'> {
  const { native = {}, quantization = 'none' } = vector ?? {};
  const isRounded = Object.values(native).some(
    (options) => isPlainObject(options) && [options['column'], options['datatype']].some(isHalf),
  );
  const allowed = isRounded ? halfRounding : rounding;
  return { allowed, ...(quantization === 'none' ? {} : { quantization }) };
}
