import type { Quantization } from '@nestvec/core/store';

/** One way to keep vectors. */
export interface Setting {
  readonly dimensions: number;
  readonly quantization: Quantization;
}

/** Whether two settings are one. */
export function isSame(a: Setting, b: Setting): boolean {
  return a.dimensions === b.dimensions && a.quantization === b.quantization;
}
