import { invalid, messageOf } from '../../../errors.ts';
import { describeValue, isPlainObject } from '../../../json.ts';
import { checkRecord } from '../../../record/check-record.ts';
import type { VectorRecord } from '../../../record/record.ts';
import { checkTenantName } from '../../../spec/names.ts';
import type { ResolvedSpec } from '../../../spec/spec.ts';
import type { TenantRecord } from '../file-row.ts';

/** The record of a row that nestvec wrote. `place` is what errors call it. Throws `invalid-input`. */
export function ownRecord(value: unknown, spec: ResolvedSpec, place: string): TenantRecord {
  if (!isPlainObject(value)) throw invalid(place, `must be an object, got ${describeValue(value)}`);
  const { tenant, vectors: given, metadata, ...rest } = value;
  if (!isPlainObject(given))
    throw invalid(`${place}.vectors`, `must be an object of arrays, got ${describeValue(given)}`);
  const vectors: Record<string, Float32Array> = {};
  for (const [name, numbers] of Object.entries(given))
    vectors[name] = floatsOf(numbers, `${place}.vectors.${name}`);
  const record = { ...rest, vectors, metadata } as unknown as VectorRecord; // checked on the next line
  checkRecord(record, spec, place);
  return { tenant: checkedTenant(tenant, spec.tenants, place), record };
}

/** The tenant of a row. Throws `invalid-input` where there is one and may not be, or the other way round. */
export function checkedTenant(
  tenant: unknown,
  isNeeded: boolean,
  place: string,
): string | undefined {
  if (!isNeeded && tenant === undefined) return undefined;
  if (!isNeeded) throw invalid(`${place}.tenant`, 'is there, and the collection has no tenants');
  if (typeof tenant !== 'string')
    throw invalid(`${place}.tenant`, `must be a string, got ${describeValue(tenant)}`);
  try {
    checkTenantName(tenant);
  } catch (error) {
    throw invalid(`${place}.tenant`, messageOf(error).replace(/^tenant: /, ''), error);
  }
  return tenant;
}

/** Numbers as 32-bit floats. Throws `invalid-input` where there is anything else. */
export function floatsOf(numbers: unknown, path: string): Float32Array {
  if (numbers instanceof Float32Array) return numbers;
  if (!Array.isArray(numbers) && !(numbers instanceof Float64Array))
    throw invalid(path, `must be an array of numbers, got ${describeValue(numbers)}`);
  const floats = new Float32Array(numbers.length);
  for (let i = 0; i < numbers.length; i++) {
    const number: unknown = numbers[i];
    if (typeof number !== 'number')
      throw invalid(path, `holds ${describeValue(number)} at position ${i}, which is not a number`);
    floats[i] = number;
  }
  return floats;
}
