import { checkInclude } from './check-include.ts';
import { invalid, NestvecError, unsupported } from '../errors.ts';
import { describeValue } from '../json.ts';
import type { FilterNode } from '../filter/node.ts';
import { parseFilter } from '../filter/parse.ts';
import type { Modality } from '../spec/models.ts';
import type { SearchRequest } from './search.ts';
import type { ResolvedSpec, ResolvedVector } from '../spec/spec.ts';
import type { StoreCapabilities } from '../store/store.ts';
import { checkVector, normalize, truncate } from '../vector.ts';

/** A search with its defaults filled in, its filter checked and its vectors cut to size. */
export interface ResolvedSearch {
  readonly using: string;
  /** Unit vector of the length of `using`. */
  readonly vector: Float32Array;
  readonly rescore: { readonly name: string; readonly vector: Float32Array } | undefined;
  readonly filter: FilterNode;
  readonly keyword: string | undefined;
  readonly limit: number;
  readonly offset: number;
  /** How many to take from `using`: limit + offset, times `oversample` where there is a second stage. */
  readonly candidates: number;
  readonly minScore: number;
  readonly groupBy: { readonly field: string; readonly size: number } | undefined;
  readonly exact: boolean;
  readonly include: {
    readonly metadata: boolean;
    readonly text: boolean;
    readonly vectors: readonly string[];
  };
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

const defaultOversample = 4;

/** Checks a request against its collection. Throws `invalid-input` or `unsupported`; nothing has been asked of the database yet. */
export function resolveSearch(request: SearchRequest, context: SearchContext): ResolvedSearch {
  const { spec, capabilities, database } = context;
  checkVector(request.vector, spec.embedder.dimensions, 'vector');
  const coarse = namedVector(request.using, context, request.allowIncomplete, 'using');
  const limit = positive(request.limit ?? 10, 'limit');
  const offset = request.offset ?? 0;
  if (!Number.isInteger(offset) || offset < 0)
    throw invalid('offset', `must be 0 or a positive integer, got ${describeValue(offset)}`);
  const oversample = request.oversample ?? defaultOversample;
  if (!(Number.isFinite(oversample) && oversample >= 1))
    throw invalid('oversample', `must be at least 1, got ${describeValue(oversample)}`);
  const rescore = resolveRescore(request, context, coarse);
  const candidates = Math.ceil((limit + offset) * (rescore === undefined ? 1 : oversample));
  if (candidates > context.maxLimit) {
    throw invalid(
      'limit',
      `asks for ${candidates} candidates (limit + offset, times oversample), and ${database} gives at most ${context.maxLimit}`,
    );
  }
  const minScore = request.minScore ?? -1;
  if (!(minScore >= -1 && minScore <= 1))
    throw invalid('minScore', `must be from -1 to 1, got ${describeValue(minScore)}`);
  if (request.keyword !== undefined && !capabilities.keyword) {
    throw unsupported(
      'a keyword search',
      database,
      'leave out keyword or filter by a declared field',
    );
  }
  if (request.exact === true && !capabilities.exact)
    throw unsupported('a search without its approximate index', database, 'leave out exact');
  checkInclude(request.include, spec);
  return {
    using: request.using,
    vector: truncate(request.vector, coarse.dimensions),
    rescore,
    filter: parseFilter(request.filter, spec.fields),
    keyword: request.keyword,
    limit,
    offset,
    candidates,
    minScore,
    groupBy: resolveGroupBy(request, spec),
    exact: request.exact ?? false,
    include: {
      metadata: request.include?.metadata ?? true,
      text: request.include?.text ?? true,
      vectors: request.include?.vectors ?? [],
    },
  };
}

function resolveRescore(
  request: SearchRequest,
  context: SearchContext,
  coarse: ResolvedVector,
): ResolvedSearch['rescore'] {
  if (request.rescore === undefined) return undefined;
  const full = namedVector(request.rescore, context, request.allowIncomplete, 'rescore');
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

function resolveGroupBy(request: SearchRequest, spec: ResolvedSpec): ResolvedSearch['groupBy'] {
  if (request.groupBy === undefined) return undefined;
  const { field, size = 1 } = request.groupBy;
  const type = Object.hasOwn(spec.fields, field) ? spec.fields[field] : undefined;
  if (field !== 'parentId' && type === undefined) {
    throw invalid(
      'groupBy.field',
      `${JSON.stringify(field)} is neither a declared field nor parentId`,
    );
  }
  if (type === 'string[]' || type === 'number[]') {
    throw invalid('groupBy.field', `${field} is an array; group by a single-valued field`);
  }
  return { field, size: positive(size, 'groupBy.size') };
}

function namedVector(
  name: string,
  context: SearchContext,
  allowIncomplete: boolean | undefined,
  path: string,
): ResolvedVector {
  const { vectors } = context.spec;
  const vector = Object.hasOwn(vectors, name) ? vectors[name] : undefined;
  if (vector === undefined) {
    throw invalid(
      path,
      `${JSON.stringify(name)} is not a named vector of ${context.spec.name}; it has ${Object.keys(vectors).join(', ')}`,
    );
  }
  if (context.incomplete.includes(name) && allowIncomplete !== true) {
    throw new NestvecError(
      'plan',
      `the backfill of ${name} is not complete, so a search over it would miss records; apply the plan again, or pass allowIncomplete`,
      { reason: 'drift', targets: [name] },
    );
  }
  return vector;
}

function positive(value: number, path: string): number {
  if (!Number.isInteger(value) || value < 1)
    throw invalid(path, `must be a positive integer, got ${describeValue(value)}`);
  return value;
}

/** Vectors of one modality by size: the pair that coarse-to-full uses by default. */
export function coarseAndFull(
  spec: ResolvedSpec,
  modality: Modality,
): { readonly using: string; readonly rescore?: string } | undefined {
  const names = Object.entries(spec.vectors)
    .filter(([, vector]) => vector.modality === modality)
    .sort(([a, x], [b, y]) => x.dimensions - y.dimensions || (a < b ? -1 : 1))
    .map(([name]) => name);
  const [using] = names;
  const rescore = names.at(-1);
  if (using === undefined) return undefined;
  return rescore === undefined || rescore === using ? { using } : { using, rescore };
}
