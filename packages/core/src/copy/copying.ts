import type { CallOptions } from '../async/signal.ts';
import type { CollectionDescription, Store } from '../store/store.ts';
import type { ResolvedCopyOptions } from './copy-options.ts';
import type { CopyParts } from './copy-parts.ts';
import type { CopyFailure, CopyReport } from './copy-report.ts';
import type { Standing } from './alias/standing.ts';
import type { FoundSource } from './target/target-spec.ts';
import { invalid } from '../errors.ts';

/** A copy whose two sides were looked at. */
export interface Copying {
  readonly from: Store;
  readonly to: Store;
  readonly source: FoundSource;
  readonly parts: CopyParts;
  readonly options: ResolvedCopyOptions;
  readonly call: CallOptions;
  /** The collections that both names stood for, as they may be aliases. */
  readonly standing: Standing;
  /** The target as it was found. */
  readonly found: CollectionDescription | undefined;
}

/** What a report begins with. */
export function reportStart(
  { from, to }: Copying,
  notes: readonly string[],
): Pick<CopyReport, 'from' | 'to' | 'notes'> {
  const place = ({ database, collection }: Store) => ({ database, collection });
  return { from: place(from), to: place(to), notes };
}

/** Both sides as a journal names them; an alias with what it stands for, so that none goes on after it moved. */
export function journalNames({ from, to, standing }: Copying): {
  readonly from: string;
  readonly to: string;
} {
  const name = ({ database, collection, tenantName }: Store, whole: string): string =>
    [
      database,
      collection,
      ...(whole === collection ? [] : [`(that is ${whole})`]),
      ...(tenantName === undefined ? [] : [`tenant ${tenantName}`]),
    ].join(' ');
  return { from: name(from, standing.source), to: name(to, standing.target) };
}

/** Throws `invalid-input` where the target holds records of others. */
export function checkTargetIsOurs(
  { to, found, options }: Copying,
  { hasBegun }: { readonly hasBegun: boolean },
): void {
  const count = found?.count ?? 0;
  if (hasBegun || options.merge || count === 0) return;
  throw invalid(
    'to',
    `${to.collection} in ${to.database} holds ${count} ${count === 1 ? 'record' : 'records'} that this copy did not write; copy into another collection, go on with the journal of the copy that wrote them, or pass merge: true`,
  );
}

const mostFailures = 100;

/** Failures of the pass under way. */
export interface FailureList {
  readonly add: (failure: CopyFailure) => void;
  readonly clear: () => void;
  readonly first: () => readonly CopyFailure[];
}

/** Keeps the first, and reports all. */
export function failureList({ onFailure }: Copying['options']): FailureList {
  let first: CopyFailure[] = [];
  return {
    add(failure) {
      if (first.length < mostFailures) first.push(failure);
      onFailure?.(failure);
    },
    clear() {
      first = [];
    },
    first: () => first,
  };
}
