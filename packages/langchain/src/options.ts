import type { IngestOptions } from '@nestvec/core';
import { checkList, checkNames, describeValue, invalid } from '@nestvec/core/kit';

/** Options of `addDocuments`, `addImages` and `addVectors`. */
export interface AddOptions extends Pick<
  IngestOptions,
  'signal' | 'journal' | 'source' | 'onProgress' | 'onRetry'
> {
  /** One for each document, in their order; stronger than `document.id`. Default: `document.id`, else a hash of text and metadata. */
  readonly ids?: readonly string[] | undefined;
}

/** What of these is for `ingest`. */
export function withoutIds(options: AddOptions | undefined): Omit<AddOptions, 'ids'> {
  const { ids: _, ...rest } = options ?? {};
  return rest;
}

const checkOptionNames = checkNames<AddOptions>({
  ids: true,
  signal: true,
  journal: true,
  source: true,
  onProgress: true,
  onRetry: true,
});

/** Checks the options of an addition, and that there is an id for each document where there are ids. Throws `invalid-input`. */
export function checkAddOptions(options: AddOptions | undefined, documents: number): void {
  checkOptionNames(options, 'options');
  const ids = options?.ids;
  if (ids === undefined) return;
  checkList(ids, 'options.ids');
  if (ids.length !== documents)
    throw invalid('options.ids', `holds ${ids.length} ids for ${documents} documents`);
  for (const [i, id] of ids.entries())
    if (typeof id !== 'string' || id === '')
      throw invalid(`options.ids[${i}]`, `must be a non-empty text, got ${describeValue(id)}`);
}
