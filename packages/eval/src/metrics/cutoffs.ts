import { checkList, describeValue, invalid } from '@nestvec/core/kit';

const usual: readonly number[] = [1, 5, 10];

/** Cut-offs, ascending, each once. Throws `invalid-input`. */
export function checkCutoffs(cutoffs: unknown, path: string): readonly number[] {
  if (cutoffs === undefined) return usual;
  checkList(cutoffs, path);
  if (cutoffs.length === 0) throw invalid(path, 'is empty; give at least one cut-off, such as 10');
  const checked = cutoffs.map((k, i) => {
    if (typeof k === 'number' && Number.isSafeInteger(k) && k > 0) return k;
    throw invalid(`${path}[${i}]`, `must be a whole number from 1, got ${describeValue(k)}`);
  });
  return [...new Set(checked)].sort((a, b) => a - b);
}
