import { invalid } from '../errors.ts';
import { describeValue } from '../json.ts';
import { coarseAndFull } from '../search/coarse-and-full.ts';
import type { ListName } from '../ranking/fuse.ts';
import { namedVector } from '../search/named-vector.ts';
import type { Modality } from '../spec/models.ts';
import type { ResolvedSpec } from '../spec/spec.ts';
import type { IndexSearchOptions } from './search-options.ts';

/** A list to ask a store for. */
export type AskedList = VectorList | { readonly name: 'words'; readonly weight: number };

/** A list by vectors of one modality. */
interface VectorList {
  readonly name: Modality;
  readonly weight: number;
  readonly using: string;
  readonly rescore?: string;
  /** Whether its scores are cosines of the full vectors of the query's own modality. */
  readonly tellsSame: boolean;
}

/** The lists that a search is made of. Throws `invalid-input` where there are none, or options contradict. */
export function listsOf(
  spec: ResolvedSpec,
  own: Modality | undefined,
  options: IndexSearchOptions,
): readonly AskedList[] {
  const weightOf = (name: ListName): number =>
    options.weights?.[name] ?? (name === 'image' && own === 'image' ? 2 : 1);
  const asked: AskedList[] = pairsOf(spec, options).map((pair) => {
    const scoredBy = spec.vectors[pair.rescore ?? pair.using];
    const isFull = scoredBy?.dimensions === spec.embedder.dimensions;
    return { ...pair, weight: weightOf(pair.name), tellsSame: isFull && pair.name === own };
  });
  if (options.words !== undefined) asked.push({ name: 'words', weight: weightOf('words') });
  const lists = asked.filter(({ weight }) => weight > 0);
  if (lists.length === 0)
    throw invalid(
      'weights',
      `are 0 for every list (${asked.map(({ name }) => name).join(', ')}); give one a weight above 0`,
    );
  return lists;
}

type Pair = Pick<VectorList, 'name' | 'using' | 'rescore'>;

function pairsOf(spec: ResolvedSpec, options: IndexSearchOptions): readonly Pair[] {
  const { using, rescore } = options;
  const over: Modality | 'both' = options.over ?? 'both';
  if (over !== 'both' && over !== 'image' && over !== 'text')
    throw invalid('over', `must be image, text or both, got ${describeValue(over)}`);
  if (rescore !== undefined && rescore !== false) namedVector(rescore, spec, 'rescore');
  if (using !== undefined) {
    const { modality: name } = namedVector(using, spec, 'using');
    if (over !== 'both' && over !== name)
      throw invalid('over', `is ${over}, and ${using} is made from ${name}; give one of the two`);
    return [{ name, using, ...(typeof rescore === 'string' ? { rescore } : {}) }];
  }
  const pairs: Pair[] = [];
  for (const name of ['image', 'text'] as const) {
    const pair = coarseAndFull(spec, name);
    if (pair === undefined || (over !== 'both' && over !== name)) continue;
    if (rescore === false) pairs.push({ name, using: pair.using });
    else pairs.push({ name, ...pair, ...(rescore === undefined ? {} : { rescore }) });
  }
  if (pairs.length === 0) throw invalid('over', `the collection has no ${over} vectors`);
  return pairs;
}
