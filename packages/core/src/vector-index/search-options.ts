import type { CallOptions } from '../async/signal.ts';
import { invalid } from '../errors.ts';
import { describeValue } from '../json.ts';
import { checkNames } from '../options/check-names.ts';
import { checkSwitch } from '../options/check-switch.ts';
import { isWeight, largestWeight } from '../options/weight.ts';
import { checkedMinScore } from '../search/min-score.ts';
import type { Boost } from '../ranking/boost.ts';
import type { Fusion, ListName } from '../ranking/fuse.ts';
import type { GroupBy } from '../ranking/group-hits.ts';
import type { Filter } from '../filter/types.ts';
import type { Include, VectorSearch } from '../search/search.ts';
import type { SortBy } from '../sort/list.ts';
import type { DeclaredFields, DeclaredVectors, FieldsOf } from '../spec/declared.ts';
import type { Modality } from '../spec/models.ts';
import type { FieldType } from '../spec/spec.ts';

type Shared = Pick<
  VectorSearch,
  'limit' | 'offset' | 'depth' | 'minScore' | 'exact' | 'oversample' | 'allowIncomplete'
>;

/** What the compiler knows of an index: its filters, and the fields and vectors that may be named. */
export interface KnownNames {
  readonly filter: unknown;
  readonly field: string;
  readonly group: string;
  readonly boost: string;
  readonly vector: string;
}

/** Options of an index search; those of the request mean the same as there. */
interface CommonOptions<Known extends KnownNames> extends CallOptions, Shared {
  readonly filter?: Known['filter'] | undefined;
  readonly include?: Include<Known['vector'], Known['field']> | undefined;
  /** Words that are looked for as well, in the texts; `unsupported` where the database has no full text. */
  readonly words?: string | undefined;
  /** How the lists of images, texts and words become one. Default `relative`. */
  readonly fusion?: Fusion | undefined;
  /** What each list counts; 0 does not ask it. Default 1 each, 2 for images where the query is an image. */
  readonly weights?: Readonly<Partial<Record<ListName, number>>> | undefined;
  readonly groupBy?: GroupBy<Known['group']> | undefined;
  /**
   * Puts the best `depth` hits into the order of a field: equal values by id, hits without a value last. `explain.sort` says over how many.
   * For all records in that order, `list` them. Not together with `groupBy` or `diversity`, which have orders of their own.
   */
  readonly sort?: SortBy<Known['boost']> | undefined;
  /**
   * What moves hits up or down by what their records hold, such as `[{ filter: { stock: { $gt: 0 } }, weight: 1 }]`: added to `fused`
   * over the list of `depth`, before groups are made. A weight counts as that of a list whose first hit this is.
   */
  readonly boost?: readonly Boost<Known['filter'], Known['boost']>[] | undefined;
  /**
   * From 0, the default, to 1: how much hits that resemble those before them are put back, by the largest vector of their modality:
   * maximal marginal relevance, where LangChain’s lambda is 1 − this. Relevance is the part that a hit’s `fused` is of the best, also over
   * one list, where it goes from 1 for the first to 0 for the last: cosines between a text and images lie so close together, and so far
   * below those between two images, that they would hardly count. `fused` stays what it is.
   */
  readonly diversity?: number | undefined;
}

/** Either the contents that are compared with the query are chosen, or one named vector is. */
export type IndexSearchOptions<
  Fields extends DeclaredFields = DeclaredFields,
  Vectors extends DeclaredVectors = DeclaredVectors,
> = OptionsOf<KnownOf<Fields, Vectors>>;

/** What an index of these fields and vectors takes. As plain types, so that options for known names are options for any. */
export type KnownOf<
  Fields extends DeclaredFields,
  Vectors extends DeclaredVectors,
> = string extends keyof Fields
  ? {
      filter: Filter;
      field: string;
      group: string;
      boost: string;
      vector: keyof Vectors & string;
    }
  : {
      filter: Filter<Fields>;
      field: keyof Fields & string;
      group: FieldsOf<Fields, Exclude<FieldType, `${string}[]`>>;
      boost: FieldsOf<Fields, 'number' | 'datetime'>;
      vector: keyof Vectors & string;
    };

/** The options of a search of an index of which so much is known. */
export type OptionsOf<Known extends KnownNames> = CommonOptions<Known> &
  (
    | {
        /** Which of the records' contents are compared with the query. Default: all that the collection has. */
        readonly over?: Modality | 'both' | undefined;
        /** Named vector to rescore by instead of the largest; `false` for none. */
        readonly rescore?: Known['vector'] | false | undefined;
        readonly using?: undefined;
      }
    | {
        /** Named vector to search over instead of the smallest of each modality. */
        readonly using?: Known['vector'] | undefined;
        /** Named vector to rescore by. Default: none. */
        readonly rescore?: Known['vector'] | false | undefined;
        readonly over?: undefined;
      }
  );

const checkOptionNames = checkNames<
  CommonOptions<KnownOf<DeclaredFields, DeclaredVectors>> &
    Record<'over' | 'using' | 'rescore', unknown>
>({
  signal: true,
  filter: true,
  limit: true,
  offset: true,
  depth: true,
  minScore: true,
  exact: true,
  include: true,
  oversample: true,
  allowIncomplete: true,
  words: true,
  fusion: true,
  weights: true,
  groupBy: true,
  sort: true,
  boost: true,
  diversity: true,
  over: true,
  using: true,
  rescore: true,
});
const checkWeightNames = checkNames<Record<ListName, number>>({
  image: true,
  text: true,
  words: true,
});

/** Throws `invalid-input` for an unknown option, or for what no list looks at by itself. */
export function checkSearchOptions(options: IndexSearchOptions): void {
  checkOptionNames(options as Parameters<typeof checkOptionNames>[0], 'options'); // names alone are looked at
  const { fusion, weights } = options;
  if (fusion !== undefined && fusion !== 'relative' && fusion !== 'rank')
    throw invalid('fusion', `must be relative or rank, got ${describeValue(fusion)}`);
  checkedMinScore(options.minScore);
  checkSwitch(options.exact, 'exact');
  checkSwitch(options.allowIncomplete, 'allowIncomplete');
  checkWeightNames(weights as Record<ListName, number> | undefined, 'weights'); // names alone are looked at
  for (const [name, weight] of Object.entries(weights ?? {})) {
    if (weight !== undefined && !(isWeight(weight) && weight >= 0))
      throw invalid(
        `weights.${name}`,
        `must be from 0 to ${largestWeight}, got ${describeValue(weight)}`,
      );
  }
}
