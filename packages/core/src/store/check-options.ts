import type { CallOptions } from '../async/signal.ts';
import { invalid } from '../errors.ts';
import { describeValue } from '../json.ts';
import { checkNames, type OptionNames } from '../options/check-names.ts';
import { checkSwitch } from '../options/check-switch.ts';
import type { ApplyOptions } from '../plan/types.ts';
import { positiveInteger } from '../options/positive-integer.ts';
import type { MoveAliasOptions } from './alias/aliases.ts';
import type {
  CountOptions,
  DescribeOptions,
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

const checkOptimizeNames = withSwitch<OptimizeOptions>(
  { signal: true, ifNeeded: true, keepMs: true },
  'ifNeeded',
);

/** Of the calls that take more than a signal. */
const checks = new Map<string, (options: object | undefined, path: string) => void>([
  [
    'apply',
    withSwitch<ApplyOptions>(
      { signal: true, allowRebuild: true, onProgress: true },
      'allowRebuild',
    ),
  ],
  [
    'upsert',
    withSwitch<UpsertOptions>(
      { signal: true, madeBy: true, withoutVectors: true },
      'withoutVectors',
    ),
  ],
  ['get', checkNames<GetOptions>({ signal: true, include: true })],
  ['count', checkNames<CountOptions>({ signal: true, filter: true })],
  ['describe', withSwitch<DescribeOptions>({ signal: true, count: true }, 'count')],
  ['optimize', checkOptimize],
  ['scan', checkScan],
  [
    'aliases.move',
    withSwitch<MoveAliasOptions>({ signal: true, from: true, otherModel: true }, 'otherModel'),
  ],
]);

/**
 * Throws `invalid-input` for an option of a store's call that there is not, which would be ignored: `fitler` counts everything.
 * `operation` is the name of the method; a call that is not listed here takes a signal alone.
 */
export function checkStoreOptions(operation: string, options: object | undefined): void {
  (checks.get(operation) ?? checkCall)(options, 'options');
}

/** A check of names, and that one of the options is on or off. */
function withSwitch<Options extends object>(
  names: OptionNames<Options>,
  name: keyof Options & string,
): (options: Options | undefined, path: string) => void {
  const check = checkNames(names);
  return (options, path) => {
    check(options, path);
    checkSwitch(options?.[name], name);
  };
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
