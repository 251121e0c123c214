import type { FieldType, Filter } from '@nestvec/core';
import { invalid } from '@nestvec/core/kit';
import type { ResolvedSpec } from '@nestvec/core/store';
import { readExpression, type Written } from './expression.ts';
import type { ConditionList, ScreenParams } from './schemas.ts';

type Value = string | number | boolean;
type Read = (text: string, spec: ResolvedSpec, path: string) => Filter;

/** The filter that a request's conditions are; `undefined` without any. Throws `invalid-input`. */
export function filterOf(
  { filters = '', facetFilters, numericFilters }: ScreenParams,
  spec: ResolvedSpec,
  path: string,
): Filter | undefined {
  const place = `${path}.filters`;
  const all = [
    ...(filters.trim() === ''
      ? []
      : [readExpression(filters, place, (written) => conditionOf(written, spec, place))]),
    ...read(facetFilters, readFacet, spec, `${path}.facetFilters`),
    ...read(numericFilters, readNumeric, spec, `${path}.numericFilters`),
  ];
  return all.length === 0 ? undefined : { $and: all };
}

function read(
  given: ConditionList | undefined,
  one: Read,
  spec: ResolvedSpec,
  path: string,
): readonly Filter[] {
  const list = typeof given === 'string' ? [given] : (given ?? []);
  return list
    .filter((entry) => entry !== '')
    .map((entry, i) => {
      const place = `${path}[${i}]`;
      if (typeof entry === 'string') return one(entry, spec, place);
      return { $or: entry.map((each) => one(each, spec, place)) };
    });
}

/** `color:red`; `color:-red` for all others; a value that begins with a dash has `\` before it, as the helper writes it. */
function readFacet(given: string, spec: ResolvedSpec, path: string): Filter {
  const colon = given.indexOf(':');
  if (colon < 1) throw invalid(path, 'must be FIELD:VALUE, such as color:red');
  const field = fieldOf(given.slice(0, colon), spec);
  const rest = given.slice(colon + 1);
  const isNegated = rest.startsWith('-');
  const text = rest.replace(/^-/, '').replace(/^\\(?=-)/, '');
  const value = valueOf(text, typeOf(field, spec, path), path);
  return { [field]: isNegated ? { $ne: value } : value };
}

const operators: Readonly<Record<string, string>> = {
  '<': '$lt',
  '<=': '$lte',
  '>': '$gt',
  '>=': '$gte',
  '=': '$eq',
  '!=': '$ne',
};

const number = String.raw`-?[\d.]+(?:e[+-]?\d+)?`;
const compared = new RegExp(String.raw`^(<=|>=|!=|<|>|=)\s*(${number})$`, 'i');
const between = new RegExp(String.raw`^(${number})\s+TO\s+(${number})$`, 'i');

/** `price>=10`, or `price:10 TO 20`. Cut where the field ends before it is matched, which takes no longer for a longer text of spaces. */
function readNumeric(text: string, spec: ResolvedSpec, path: string): Filter {
  const end = text.search(/[<>!=]/);
  const [, sign, value] = compared.exec(text.slice(end).trim()) ?? [];
  if (end > 0 && sign !== undefined && value !== undefined)
    return conditionOf(
      { field: text.slice(0, end).trim(), sign, value, to: undefined },
      spec,
      path,
    );
  const colon = text.lastIndexOf(':');
  const [, from, to] = between.exec(text.slice(colon + 1).trim()) ?? [];
  if (colon < 1 || from === undefined)
    throw invalid(path, 'must be FIELD, a sign and a number, such as price>=10, or price:10 TO 20');
  return conditionOf(
    { field: text.slice(0, colon).trim(), sign: ':', value: from, to },
    spec,
    path,
  );
}

/** A condition of an expression: `color:red`, `price < 20`, `price:10 TO 20`. */
function conditionOf(
  { field: written, sign, value, to }: Written,
  spec: ResolvedSpec,
  path: string,
): Filter {
  const field = fieldOf(written, spec);
  const type = typeOf(field, spec, path);
  const operator = operators[sign];
  if (operator === undefined && to === undefined) return { [field]: valueOf(value, type, path) };
  if (type !== 'number' && type !== 'datetime' && type !== 'number[]')
    throw invalid(
      path,
      `compares ${field}, which is declared as ${type}, to a number; take FIELD:VALUE of facetFilters or filters`,
    );
  const one = valueOf(value, type, path);
  if (to !== undefined) return { [field]: { $gte: one, $lte: valueOf(to, type, path) } };
  return { [field]: { [operator ?? '$eq']: one } };
}

/** `objectID` is the id of a record, unless a field has that name. */
function fieldOf(name: string, { fields }: ResolvedSpec): string {
  return name === 'objectID' && !Object.hasOwn(fields, name) ? '$id' : name;
}

/** The declared type of a field; parts of a record, such as `$id`, are texts. */
export function typeOf(field: string, { fields }: ResolvedSpec, path: string): FieldType {
  if (field.startsWith('$')) return 'string';
  const type = Object.hasOwn(fields, field) ? fields[field] : undefined;
  if (type !== undefined) return type;
  const declared = Object.keys(fields).join(', ');
  throw invalid(
    path,
    `names ${field}, which is not a declared field; declared: ${declared || 'none'}`,
  );
}

function valueOf(text: string, type: FieldType, path: string): Value {
  switch (type) {
    case 'string':
    case 'string[]':
      return text;
    case 'boolean':
      if (text === 'true' || text === 'false') return text === 'true';
      throw invalid(path, 'must be true or false');
    case 'number':
    case 'number[]': {
      const number = text.trim() === '' ? Number.NaN : Number(text);
      if (Number.isFinite(number)) return number;
      throw invalid(path, 'must be a number');
    }
    case 'datetime':
      return momentOf(text, path);
  }
}

/** Milliseconds since 1970, as `facets_stats` gives them, or a text that core reads. */
function momentOf(text: string, path: string): string {
  if (!/^-?\d+(\.\d+)?(e\+?\d+)?$/.test(text)) return text;
  const date = new Date(Number(text));
  if (Number.isNaN(date.getTime()))
    throw invalid(path, 'must be a time in milliseconds since 1970');
  return date.toISOString();
}
