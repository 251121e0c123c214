import { invalid } from '../errors.ts';
import type { FilterNode } from '../filter/node.ts';
import { parseFilter } from '../filter/parse.ts';
import { describeValue, isPlainObject } from '../json.ts';
import { checkNames } from '../options/check-names.ts';
import { positiveInteger } from '../options/positive-integer.ts';
import type { FieldType, ResolvedSpec } from '../spec/spec.ts';
import type { FacetRequest } from './facets.ts';

/** One facet, checked. */
export interface ResolvedFacet {
  readonly field: string;
  readonly type: FieldType;
  readonly kind: 'values' | 'range';
  readonly limit: number;
}

/** Facets, checked. */
export interface ResolvedFacets {
  readonly filter: FilterNode;
  readonly facets: readonly ResolvedFacet[];
}

const usualLimit = 20;
const mostValues = 100;

const kindOf: Readonly<Record<FieldType, 'values' | 'range' | undefined>> = {
  string: 'values',
  'string[]': 'values',
  boolean: 'values',
  number: 'range',
  datetime: 'range',
  'number[]': undefined,
};

const checkRequest = checkNames<FacetRequest>({ filter: true, fields: true });
const checkValues = checkNames<{ kind: unknown; limit?: unknown }>({ kind: true, limit: true });
const checkRange = checkNames<{ kind: unknown }>({ kind: true });

/** Checks what is counted against the declared fields. Throws `invalid-input`. */
export function resolveFacets(
  request: FacetRequest,
  spec: ResolvedSpec,
  incomplete: readonly string[] = [],
): ResolvedFacets {
  const { fields } = spec;
  if (!isPlainObject(request))
    throw invalid('request', `must be { fields }, got ${describeValue(request)}`);
  checkRequest(request, 'request');
  const asked: unknown = request.fields;
  if (!isPlainObject(asked) || Object.keys(asked).length === 0)
    throw invalid(
      'fields',
      `must name what to count, such as { color: { kind: 'values' } }, got ${describeValue(asked)}`,
    );
  return {
    filter: parseFilter(request.filter, fields, { spec, incomplete }),
    facets: Object.entries(asked).map(([field, one]) => resolveFacet(field, one, fields)),
  };
}

function resolveFacet(
  field: string,
  asked: unknown,
  fields: ResolvedSpec['fields'],
): ResolvedFacet {
  const path = `fields.${field}`;
  const type = Object.hasOwn(fields, field) ? fields[field] : undefined;
  if (type === undefined)
    throw invalid(
      path,
      `is not a declared field; declared: ${Object.keys(fields).join(', ') || 'none'}`,
    );
  const kind = kindOf[type];
  if (kind === undefined)
    throw invalid(path, `is declared as ${type}; declare what is to be counted as string[]`);
  if (!isPlainObject(asked))
    throw invalid(path, `must be { kind: '${kind}' }, got ${describeValue(asked)}`);
  if (asked['kind'] !== kind)
    throw invalid(
      `${path}.kind`,
      `must be ${kind}, since ${field} is declared as ${type}, got ${describeValue(asked['kind'])}`,
    );
  if (kind === 'range') {
    checkRange(asked as { kind: unknown }, path); // names alone are looked at
    return { field, type, kind, limit: 0 };
  }
  checkValues(asked as { kind: unknown }, path); // names alone are looked at
  const limit = positiveInteger(asked['limit'] ?? usualLimit, `${path}.limit`);
  if (limit > mostValues)
    throw invalid(`${path}.limit`, `is ${limit}, and at most ${mostValues} values come back`);
  return { field, type, kind, limit };
}
