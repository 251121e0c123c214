import { unsupported } from '@nestvec/core/kit';
import type { FilterLeaf, FilterNode } from '@nestvec/core/store';
import type { FilterValue, WeaviateClient } from 'weaviate-client';
import type { Condition, WeaviateFilter } from './filter.ts';

type Build = (value: unknown) => FilterValue;
type Builder = ReturnType<WeaviateClient['collections']['use']>['filter'];

/** A filter by the builder of the user's client. */
export function clientFilter(filter: WeaviateFilter, builder: Builder): FilterValue {
  switch (filter.op) {
    case 'and':
      return group('And', filter.filters, builder);
    case 'or':
      return group('Or', filter.filters, builder);
    case 'not':
      return group('Not', [filter.filter], builder);
    default:
      return condition(filter, builder);
  }
}

/** What `Filters.and` and its like make, without a need for the client's module. */
function group(
  operator: 'And' | 'Or' | 'Not',
  filters: readonly WeaviateFilter[],
  builder: Builder,
): FilterValue {
  return { operator, filters: filters.map((one) => clientFilter(one, builder)), value: null };
}

function condition({ op, property, value }: Condition, builder: Builder): FilterValue {
  // Of a list of integers and fractions the client makes nothing at all.
  if ('numbers' in value) {
    const integers = value.numbers.filter(Number.isInteger);
    const fractions = value.numbers.filter((number) => !Number.isInteger(number));
    if (integers.length > 0 && fractions.length > 0)
      return {
        operator: 'Or',
        filters: [integers, fractions].map((numbers) =>
          condition({ op, property, value: { numbers } }, builder),
        ),
        value: null,
      };
  }
  // Its names are ours but for two.
  const by = builder.byProperty(property) as unknown as Readonly<Record<string, Build>>; // an object of these
  const name = { greaterThanEqual: 'greaterOrEqual', lessThanEqual: 'lessOrEqual' }[op as string];
  const build = by[name ?? op];
  if (build === undefined) throw new TypeError(`the client has no filter ${op}`);
  return build.call(by, Object.values(value)[0]);
}

/** Throws for a filter that the client would not send as it is: it takes every whole number for an integer of 64 bits. */
export function checkClientFilter(node: FilterNode): void {
  switch (node.op) {
    case 'and':
    case 'or':
      node.nodes.forEach(checkClientFilter);
      break;
    case 'not':
      checkClientFilter(node.node);
      break;
    default:
      operandsOf(node).forEach(checkNumber);
  }
}

/** Whatever a test compares to. */
function operandsOf(leaf: FilterLeaf): readonly unknown[] {
  if ('value' in leaf) return [leaf.value];
  if ('values' in leaf) return leaf.values;
  return 'bounds' in leaf ? Object.values(leaf.bounds) : [];
}

function checkNumber(value: unknown): void {
  if (!Number.isInteger(value) || Number.isSafeInteger(value)) return;
  throw unsupported(
    `a comparison to ${String(value)} by the official client`,
    'weaviate',
    'give a url instead of a client',
  );
}
