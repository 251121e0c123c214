import { invalid } from '../../errors.ts';
import { describeValue } from '../../json.ts';
import { checkIsOptions, checkNames } from '../../options/check-names.ts';
import type { ProductRows } from './search-products.ts';

const checkRowNames = checkNames<ProductRows>({
  data: true,
  width: true,
  sizes: true,
  factors: true,
});

/** Throws `invalid-input` for rows that can't be multiplied with. */
export function checkProductRows(rows: ProductRows): void {
  checkIsOptions(rows, 'rows');
  checkRowNames(rows, 'rows');
  const { data, width, sizes, factors } = rows;
  checkProductCount(width, 'rows.width');
  checkFloats(data, width, 'rows.data');
  const list: readonly unknown[] = Array.isArray(sizes) ? sizes : [];
  const isRising = list.every((size, i) => isSize(size, Number(list[i - 1] ?? 0)));
  if (!isRising || list.length === 0 || Number(list.at(-1)) > width)
    throw invalid(
      'rows.sizes',
      `must be a list of sizes that rise, at most ${width}, got ${describeValue(sizes)}`,
    );
  const count = data.length / width;
  const fits = (factor: unknown): boolean =>
    factor instanceof Float32Array && factor.length === count;
  if (!Array.isArray(factors) || factors.length !== sizes.length || !factors.every(fits))
    throw invalid(
      'rows.factors',
      `must hold a Float32Array of ${count} numbers for each size, got ${describeValue(factors)}`,
    );
}

/** Throws `invalid-input` for what is not a positive whole number. */
export function checkProductCount(count: unknown, path: string): void {
  if (!isSize(count, 0))
    throw invalid(path, `must be a positive integer, got ${describeValue(count)}`);
}

/** Throws `invalid-input` for what is not rows of a width. */
export function checkFloats(data: unknown, width: number, path: string): void {
  if (data instanceof Float32Array && data.length % width === 0) return;
  const got = data instanceof Float32Array ? `${data.length} numbers` : describeValue(data);
  throw invalid(path, `must be a Float32Array of rows of ${width} numbers, got ${got}`);
}

function isSize(value: unknown, above: number): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > above;
}
