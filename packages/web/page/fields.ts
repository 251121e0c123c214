import type { IndexInfo } from './server.ts';

/** A hit as the server gives it. */
export interface PageHit {
  readonly objectID: string;
  readonly _nestvec: {
    readonly image?: string;
    readonly text?: string;
    readonly score?: number;
    readonly modality?: 'image' | 'text';
    readonly lists?: Readonly<
      Partial<Record<'image' | 'text' | 'words', { readonly rank: number; readonly score: number }>>
    >;
  };
  readonly [field: string]: unknown;
}

const titles = ['title', 'name', 'headline', 'label', 'product', 'caption', 'subject'];
const prices = ['price', 'sale_price', 'cost', 'amount'];
/** Seen in a hit as an image or a link, or long and different in each: nothing to choose by. */
const noFacets = /^(id|sku|gtin|mpn|url|link|image|description|text|body|content)(_|$)/i;

/** Which fields the page shows for what. */
export interface PageFields {
  readonly titles: readonly string[];
  readonly description: string | undefined;
  readonly price: string | undefined;
  /** By values, and by ranges. */
  readonly facets: readonly string[];
  readonly ranges: readonly string[];
  readonly sorts: readonly string[];
}

/** By the operator’s settings, else by the types and names of the declared fields. */
export function fieldsOf({ fields, settings }: IndexInfo): PageFields {
  const title = settings.title === undefined ? titles : [settings.title, ...titles];
  const named = settings.facets ?? Object.keys(fields);
  const isTitle = (field: string): boolean => title.includes(field);
  const isRange = (field: string): boolean => ['number', 'datetime'].includes(fields[field] ?? '');
  const isValues = (field: string): boolean =>
    ['string', 'string[]', 'boolean'].includes(fields[field] ?? '');
  const isAsked = settings.facets !== undefined;
  return {
    titles: title,
    description: settings.description,
    price: settings.price ?? prices.find((field) => fields[field] === 'number'),
    facets: named.filter(
      (field) => isValues(field) && (isAsked || !(isTitle(field) || noFacets.test(field))),
    ),
    ranges: named.filter(isRange),
    sorts: (settings.sorts ?? Object.keys(fields)).filter(isRange),
  };
}

/** What stands over a hit. */
export function titleOf(hit: PageHit, { titles }: PageFields): string {
  for (const field of titles) {
    const value = hit[field];
    if (typeof value === 'string' && value.trim() !== '') return value;
    if (typeof value === 'number') return String(value);
  }
  return hit.objectID;
}

/** A field’s name as people write it: `shoe_size` and `shoeSize` are “Shoe size”. */
export function labelOf(field: string): string {
  const words = field
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll('_', ' ')
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
