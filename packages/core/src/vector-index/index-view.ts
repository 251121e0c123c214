import type { Embedder } from '../embedder/embedder.ts';
import { invalid } from '../errors.ts';
import { parseFilter } from '../filter/parse.ts';
import type { Filter } from '../filter/types.ts';
import { describeValue } from '../json.ts';
import { checkList } from '../options/check-list.ts';
import { checkNames } from '../options/check-names.ts';
import { checkSwitch } from '../options/check-switch.ts';
import type { ResolvedSpec } from '../spec/spec.ts';
import type { VectorIndex } from './vector-index.ts';
import type { ViewFilter } from './view-store.ts';

/** What `VectorIndex.view` takes. */
export interface ViewOptions {
  /** Records that the view has; `$text` can’t be asked here. Default: all. */
  readonly filter?: Filter | undefined;
  /** Declared fields that it knows: no other can be filtered, counted, grouped, boosted or sorted by. Default: all. */
  readonly fields?: readonly string[] | undefined;
  /** Whether it finds texts by their words. Default: as the index does. */
  readonly words?: boolean | undefined;
  /** What embeds its queries instead of the index’s embedder, which is passed in; of the same identity. */
  readonly embedWith?: ((own: Embedder) => Embedder) | undefined;
}

/** An index that can only be read, and not in whole. Its `store` is the same view of the index’s. */
export type IndexView = Pick<
  VectorIndex,
  'spec' | 'embedder' | 'store' | 'search' | 'list' | 'facets'
>;

const checkViewNames = checkNames<ViewOptions>({
  filter: true,
  fields: true,
  words: true,
  embedWith: true,
});

/** Throws `invalid-input` for options that do not fit the collection. */
export function checkView(options: ViewOptions, spec: ResolvedSpec): void {
  checkViewNames(options, 'options');
  const { fields, words, embedWith } = options;
  if (fields !== undefined) checkList(fields, 'options.fields');
  for (const [i, field] of (fields ?? []).entries())
    if (typeof field !== 'string')
      throw invalid(`options.fields[${i}]`, `must be a name, got ${describeValue(field)}`);
  checkSwitch(words, 'options.words');
  if (embedWith !== undefined && typeof embedWith !== 'function')
    throw invalid('options.embedWith', `must be a function, got ${describeValue(embedWith)}`);
  viewFilter(options, spec);
}

/** The filter of a view, checked against the whole spec, since it may ask for fields that the view itself does not know. */
export function viewFilter(
  { filter }: Pick<ViewOptions, 'filter'>,
  spec: ResolvedSpec,
): ViewFilter | undefined {
  return filter === undefined ? undefined : { filter, node: parseFilter(filter, spec.fields) };
}

/** The spec as the view knows it. */
export function viewSpec(spec: ResolvedSpec, { fields, words }: ViewOptions): ResolvedSpec {
  const known = Object.entries(spec.fields).filter(([name]) => fields?.includes(name) ?? true);
  return { ...spec, fields: Object.fromEntries(known), keyword: spec.keyword && words !== false };
}
