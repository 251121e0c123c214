import type { CallOptions } from '../async/signal.ts';
import { invalid } from '../errors.ts';
import { describeValue } from '../json.ts';
import { checkNames } from '../options/check-names.ts';
import type { ApplyOptions } from '../plan/types.ts';
import { positiveInteger } from '../search/page.ts';
import type {
  CountOptions,
  GetOptions,
  OptimizeOptions,
  ScanOptions,
  UpsertOptions,
} from './store.ts';

const checkCall = checkNames<CallOptions>({ signal: true });
const checkScanNames = checkNames<ScanOptions>({
  signal: true,
  filter: true,
  include: true,
  pageSize: true,
  after: true,
});

const checkOptimizeNames = checkNames<OptimizeOptions>({
  signal: true,
  ifNeeded: true,
  keepMs: true,
});

/** Of the calls that take more than a signal. */
const checks = new Map<string, (options: object | undefined, path: string) => void>([
  ['apply', checkNames<ApplyOptions>({ signal: true, allowRebuild: true, onProgress: true })],
  ['upsert', checkNames<UpsertOptions>({ signal: true, madeBy: true, withoutVectors: true })],
  ['get', checkNames<GetOptions>({ signal: true, include: true })],
  ['count', checkNames<CountOptions>({ signal: true, filter: true })],
  ['optimize', checkOptimize],
  ['scan', checkScan],
]);

/**
 * Throws `invalid-input` for an option of a store's call that there is not, which would be ignored: `fitler` counts everything.
 * `operation` is the name of the method; a call that is not listed here takes a signal alone.
 */
export function checkStoreOptions(operation: string, options: object | undefined): void {
  (checks.get(operation) ?? checkCall)(options, 'options');
}

function checkOptimize(options: OptimizeOptions | undefined, path: string): void {
  checkOptimizeNames(options, path);
  const { keepMs } = options ?? {};
  if (keepMs !== undefined && !(typeof keepMs === 'number' && keepMs >= 0))
    throw invalid('keepMs', `must be 0 or more, got ${describeValue(keepMs)}`);
}

function checkScan(options: ScanOptions | undefined, path: string): void {
  checkScanNames(options, path);
  const { pageSize, after } = options ?? {};
  if (pageSize !== undefined) positiveInteger(pageSize, 'pageSize');
  if (after !== undefined && typeof after !== 'string')
    throw invalid('after', `must be the cursor of a page, got ${describeValue(after)}`);
}
