import { InvalidArgumentError } from 'commander';
import type { FieldType } from '@nestvec/core';
import { messageOf } from '@nestvec/core/kit';
import { checkUserName, fieldTypes } from '@nestvec/core/store';

/** Argument parser of `price:number,tags:string[]`. */
export function fieldList(text: string): Record<string, FieldType> {
  const fields: Record<string, FieldType> = {};
  for (const part of text.split(',')) {
    const [name = '', asked = ''] = part.split(':').map((piece) => piece.trim());
    const type = fieldTypes.find((known) => known === asked);
    if (name === '' || type === undefined) {
      throw new InvalidArgumentError(`Write name:type, with a type of ${fieldTypes.join(', ')}.`);
    }
    fields[name] = type;
  }
  return fields;
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
  try {
    checkUserName(name, 'a field');
  } catch (error) {
    throw new InvalidArgumentError(messageOf(error));
  }
  return { ...before, [name]: { kind } };
}

/** Argument parser of `image:1024,image_64:64`: the dimensions of named vectors. */
export function vectorList(text: string): Record<string, number> {
  const vectors: Record<string, number> = {};
  for (const part of text.split(',')) {
    const [name = '', asked = ''] = part.split(':').map((piece) => piece.trim());
    const dimensions = Number(asked);
    if (name === '' || !Number.isSafeInteger(dimensions) || dimensions < 1) {
      throw new InvalidArgumentError('Write name:dimensions, such as image:1024,image_64:64.');
    }
    vectors[name] = dimensions;
  }
  return vectors;
}

/** What such a parser reads, from what it gave: `price:number,tags:string[]`. */
export function listText(list: Readonly<Record<string, string | number>>): string {
  return Object.entries(list)
    .map(([name, value]) => `${name}:${value}`)
    .join(',');
}
