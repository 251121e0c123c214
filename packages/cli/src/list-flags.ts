import { InvalidArgumentError } from 'commander';
import type { FieldType } from '@nestvec/core';
import { messageOf } from '@nestvec/core/kit';
import { checkUserName, fieldTypes } from '@nestvec/core/store';

/** Argument parser of `price:number,tags:string[]`. */
export function fieldList(text: string): Record<string, FieldType> {
  const fields = new Map<string, FieldType>();
  for (const part of text.split(',')) {
    const [name = '', asked = ''] = part.split(':').map((piece) => piece.trim());
    const type = fieldTypes.find((known) => known === asked);
    if (name === '' || type === undefined) {
      throw new InvalidArgumentError(`Write name:type, with a type of ${fieldTypes.join(', ')}.`);
    }
    putOnce(fields, name, type);
  }
  return Object.fromEntries(fields);
}

/** What `--facet` asks of one field. */
type FacetAsked = { readonly kind: 'values' } | { readonly kind: 'range' };

/** Argument parser of `brand` and `price:range`, which may come several times. */
export function facetList(
  text: string,
  before: Readonly<Record<string, FacetAsked>> = {},
): Record<string, FacetAsked> {
  const [name = '', kind = 'values', ...rest] = text.split(':').map((piece) => piece.trim());
  if (rest.length > 0 || (kind !== 'values' && kind !== 'range'))
    throw new InvalidArgumentError('Write a field, or field:range for numbers and datetimes.');
  checkField(name);
  const facets = new Map<string, FacetAsked>(Object.entries(before));
  putOnce(facets, name, { kind });
  return Object.fromEntries(facets);
}

/** Argument parser of `image:1024,image_64:64`: the dimensions of named vectors. */
export function vectorList(text: string): Record<string, number> {
  const vectors = new Map<string, number>();
  for (const part of text.split(',')) {
    const [name = '', asked = ''] = part.split(':').map((piece) => piece.trim());
    const dimensions = Number(asked);
    if (name === '' || !Number.isSafeInteger(dimensions) || dimensions < 1) {
      throw new InvalidArgumentError('Write name:dimensions, such as image:1024,image_64:64.');
    }
    putOnce(vectors, name, dimensions);
  }
  return Object.fromEntries(vectors);
}

/** What such a parser reads, from what it gave: `price:number,tags:string[]`. */
export function listText(list: Readonly<Record<string, string | number>>): string {
  return Object.entries(list)
    .map(([name, value]) => `${name}:${value}`)
    .join(',');
}

/** Sets what a list says of a name; said twice, one of both would be lost in silence. */
export function putOnce<T>(list: Map<string, T>, name: string, value: T): void {
  if (list.has(name)) throw new InvalidArgumentError(`It names ${name} twice; name it once.`);
  list.set(name, value);
}

/** Argument parser of an order: `price`, or `-price` from the largest on. */
export function sortBy(value: string): {
  readonly field: string;
  readonly direction: 'asc' | 'desc';
} {
  const isDescending = value.startsWith('-');
  const field = isDescending ? value.slice(1) : value;
  checkField(field, '; such as price or -price.');
  return { field, direction: isDescending ? 'desc' : 'asc' };
}

/** Argument parser of the name of one field. */
export function fieldName(text: string): string {
  const name = text.trim();
  checkField(name);
  return name;
}

/** Argument parser of `color,price`. */
export function fieldNames(text: string): readonly string[] {
  return text.split(',').map((part) => fieldName(part));
}

/** Refuses what no declared field can be called; `advice` goes on from what is wrong. */
function checkField(name: string, advice = ''): void {
  try {
    checkUserName(name, 'a field');
  } catch (error) {
    throw new InvalidArgumentError(`${messageOf(error)}${advice}`);
  }
}
