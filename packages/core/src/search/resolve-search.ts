import { checkOrigin } from '../embedder/check-embedder.ts';
import { invalid, NestvecError, unsupported } from '../errors.ts';
import { describeValue } from '../json.ts';
import type { FilterNode } from '../filter/node.ts';
import { parseFilter } from '../filter/parse.ts';
import { checkNames } from '../options/check-names.ts';
import { checkSwitch } from '../options/check-switch.ts';
import type { ResolvedSpec, ResolvedVector } from '../spec/spec.ts';
import type { StoreCapabilities } from '../store/store.ts';
import { checkVector, normalize, truncate } from '../vector.ts';
import { askedWords } from '../words/asked-words.ts';
import { checkInclude } from './check-include.ts';
import { checkedMinScore } from './min-score.ts';
import { namedVector } from './named-vector.ts';
import { type Page, resolvePage } from './page.ts';
import type { SearchRequest, VectorSearch, WordSearch } from './search.ts';

/** What every list has once its defaults are filled in. */
interface ResolvedList extends Page {
  readonly filter: FilterNode;
  /** How many to take of the order that the list is made from: `depth`, times `oversample` where there is a second stage. */
  readonly candidates: number;
  readonly minScore: number;
  readonly include: {
    readonly metadata: boolean | readonly string[];
    readonly text: boolean;
    readonly links: boolean;
    readonly vectors: readonly string[];
  };
}

/** A search by a vector with its defaults filled in, its filter checked and its vectors cut to size. */
export interface ResolvedSearch extends ResolvedList {
  readonly using: string;
  /** Unit vector of the length of `using`. */
  readonly vector: Float32Array;
  readonly rescore: { readonly name: string; readonly vector: Float32Array } | undefined;
  readonly exact: boolean;
}

/** A search by words, checked. */
export interface ResolvedWords extends ResolvedList {
  /**
   * Each once, as `cutWords` cuts them; of a collection that someone else made, whose own index cuts, the whole text. Where there is
   * none, nothing is found, and nothing is asked.
   */
  readonly words: readonly string[];
  readonly rescore: undefined;
}

/** What a store knows of its collection when a search arrives. */
export interface SearchContext {
  readonly spec: ResolvedSpec;
  /** Names of vectors whose backfill is not complete. */
  readonly incomplete: readonly string[];
  readonly database: string;
  readonly capabilities: StoreCapabilities;
  readonly maxLimit: number;
}

const usualOversample = 4;

const checkRequest = checkNames<VectorSearch>({
  vector: true,
  using: true,
  rescore: true,
  oversample: true,
  words: true,
  filter: true,
  limit: true,
  offset: true,
  depth: true,
  minScore: true,
  exact: true,
  include: true,
  allowIncomplete: true,
  madeBy: true,
});

/** Whether a request asks for a list by words. Throws `invalid-input` for what is not a request. */
export function isWordSearch(request: SearchRequest): request is WordSearch {
  const given: unknown = request;
  if (typeof given !== 'object' || given === null)
    throw invalid(
      'request',
      `must be an object such as { vector, using }, got ${describeValue(given)}`,
    );
  return request.words !== undefined;
}

/**
 * Checks a search by a vector against its collection. Throws `invalid-input`, `identity` or `unsupported`; nothing has been asked
 * of the database yet.
 */
export function resolveSearch(request: SearchRequest, context: SearchContext): ResolvedSearch {
  checkRequest(request as VectorSearch, 'request'); // names alone are looked at
  const { spec, capabilities, database, maxLimit } = context;
  if (isWordSearch(request)) {
    checkOneOrder(request);
    throw unsupported('a search by words', database, 'search by a vector');
  }
  // First: names and lengths are those of the embedder that made the vector.
  const { madeBy } = request;
  if (madeBy !== undefined) checkOrigin({ database, name: spec.name }, spec.embedder, madeBy);
  checkVector(request.vector, spec.embedder.dimensions, 'vector');
  const coarse = completeVector(request.using, context, request.allowIncomplete, 'using');
  const page = resolvePage(request, database, maxLimit);
  const rescore = resolveRescore(request, context, coarse);
  const candidates = resolveCandidates(request, page, context);
  const minScore = checkedMinScore(request.minScore);
  checkSwitch(request.exact, 'exact');
  checkSwitch(request.allowIncomplete, 'allowIncomplete');
  if (request.exact === true && !capabilities.exact)
    throw unsupported('a search without its approximate index', database, 'leave out exact');
  return {
    using: request.using,
    vector: truncate(request.vector, coarse.dimensions),
    rescore,
    ...page,
    candidates,
    minScore,
    exact: request.exact ?? false,
    ...resolveParts(request, context),
  };
}

/** Checks a search by words, in a store that has them. Throws `invalid-input`. */
export function resolveWords(request: WordSearch, context: SearchContext): ResolvedWords {
  checkRequest(request as object as VectorSearch, 'request'); // names alone are looked at
  checkOneOrder(request);
  checkSwitch(request.allowIncomplete, 'allowIncomplete');
  const given: unknown = request.words;
  if (typeof given !== 'string' || !given.isWellFormed())
    throw invalid('words', `must be a well-formed string, got ${describeValue(given)}`);
  const words = askedWords(given, context, request.allowIncomplete);
  const page = resolvePage(request, context.database, context.maxLimit);
  return {
    words,
    rescore: undefined,
    ...page,
    candidates: page.depth,
    minScore: Number.NEGATIVE_INFINITY,
    ...resolveParts(request, context),
  };
}

/** Options of a vector search beside words would be ignored. */
function checkOneOrder(request: WordSearch): void {
  const beside = [
    'vector',
    'using',
    'rescore',
    'oversample',
    'minScore',
    'exact',
    'madeBy',
  ] as const;
  const given: Partial<Record<(typeof beside)[number], unknown>> = request;
  const name = beside.find((option) => given[option] !== undefined);
  if (name === undefined) return;
  throw invalid(
    name,
    'is for a search by a vector; a search gives one list, by a vector or by words',
  );
}

function resolveParts(
  request: SearchRequest,
  context: SearchContext,
): Pick<ResolvedList, 'filter' | 'include'> {
  const { spec } = context;
  checkInclude(request.include, spec);
  return {
    filter: parseFilter(request.filter, spec.fields, context),
    include: {
      metadata: request.include?.metadata ?? true,
      text: request.include?.text ?? true,
      links: request.include?.links ?? true,
      vectors: request.include?.vectors ?? [],
    },
  };
}

/** A database that gives few gives fewer than usual, unless a number was asked for. */
function resolveCandidates(
  { rescore, oversample = usualOversample, ...given }: VectorSearch,
  { depth }: Page,
  { database, maxLimit }: SearchContext,
): number {
  if (!(Number.isFinite(oversample) && oversample >= 1))
    throw invalid('oversample', `must be at least 1, got ${describeValue(oversample)}`);
  if (rescore === undefined) return depth;
  const candidates = Math.ceil(depth * oversample);
  if (candidates <= maxLimit) return candidates;
  const isAsked = given.depth !== undefined || oversample !== usualOversample;
  if (!isAsked) return maxLimit;
  throw invalid(
    'depth',
    `asks for ${candidates} candidates (depth times oversample), and ${database} gives at most ${maxLimit}; pass a depth of at most ${Math.floor(maxLimit / oversample)}, or a smaller oversample`,
  );
}

function resolveRescore(
  request: VectorSearch,
  context: SearchContext,
  coarse: ResolvedVector,
): ResolvedSearch['rescore'] {
  if (request.rescore === undefined) return undefined;
  const full = completeVector(request.rescore, context, request.allowIncomplete, 'rescore');
  if (full.modality !== coarse.modality) {
    throw invalid(
      'rescore',
      `${request.rescore} is made from ${full.modality} and ${request.using} from ${coarse.modality}; use one modality`,
    );
  }
  if (full.dimensions < coarse.dimensions) {
    throw invalid(
      'rescore',
      `${request.rescore} (${full.dimensions}) is shorter than ${request.using} (${coarse.dimensions}); swap the two`,
    );
  }
  const vector =
    full.dimensions === request.vector.length
      ? normalize(request.vector)
      : truncate(request.vector, full.dimensions);
  return { name: request.rescore, vector };
}

function completeVector(
  name: string,
  context: SearchContext,
  allowIncomplete: boolean | undefined,
  path: string,
): ResolvedVector {
  const vector = namedVector(name, context.spec, path);
  if (context.incomplete.includes(name) && allowIncomplete !== true) {
    throw new NestvecError(
      'plan',
      `the backfill of ${name} is not complete, so a search over it would miss records; apply the plan again, or pass allowIncomplete`,
      { reason: 'drift', targets: [name] },
    );
  }
  return vector;
}
