import type { CallOptions } from '../../async/signal.ts';
import { invalid } from '../../errors.ts';
import { checkNames } from '../../options/check-names.ts';

/** What `measureMachine` and `measureModel` take. */
export interface MeasureOptions extends CallOptions {
  /** Gets what is measured next, such as `int8`, `2 threads` or `a query`. */
  readonly onProgress?: ((what: string) => void) | undefined;
}

/** Throws `invalid-input` with the field that is wrong. */
export function checkMeasureOptions(options: MeasureOptions): void {
  checkOptionNames(options, 'options');
  if (options.onProgress !== undefined && typeof options.onProgress !== 'function')
    throw invalid('options.onProgress', 'must be a function');
}

const checkOptionNames = checkNames<MeasureOptions>({ onProgress: true, signal: true });
