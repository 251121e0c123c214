import { checkNames } from '../options/check-names.ts';
import type { CountOptions, GetOptions, ScanOptions } from './store.ts';

const checkCount = checkNames<CountOptions>({ signal: true, filter: true });
const checkGet = checkNames<GetOptions>({ signal: true, include: true });
const checkScan = checkNames<ScanOptions>({
  signal: true,
  filter: true,
  include: true,
  pageSize: true,
  after: true,
});

/** Throws `invalid-input` for an option of `Store.count` that there is not, which would be ignored: `fitler` counts everything. */
export function checkCountOptions(options: CountOptions | undefined): void {
  checkCount(options, 'options');
}

/** The same for `Store.get`. */
export function checkGetOptions(options: GetOptions | undefined): void {
  checkGet(options, 'options');
}

/** The same for `Store.scan`. */
export function checkScanOptions(options: ScanOptions | undefined): void {
  checkScan(options, 'options');
}
