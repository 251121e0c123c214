import type { FilterNode } from './node.ts';

/**
 * Whether a filter holds for every record (`true`) or for none (`false`) whatever the records hold; `undefined` where that depends
 * on them. It sees constants, empty lists, ranges with nothing between their bounds, and a test beside its own complement; it
 * does not search for every tautology there is.
 */
export function constantOf(node: FilterNode): boolean | undefined {
  switch (node.op) {
    case 'and':
      return constantOfGroup(node.nodes, false);
    case 'or':
      return constantOfGroup(node.nodes, true);
    case 'not': {
      const inner = constantOf(node.node);
      return inner === undefined ? undefined : !inner;
    }
    case 'exists':
      return node.field === '$id' ? true : undefined; // every record has one
    case 'in':
      return node.values.length === 0 ? false : undefined;
    case 'range': {
      const { gt, gte, lt, lte } = node.bounds;
      const from = Math.max(gt ?? Number.NEGATIVE_INFINITY, gte ?? Number.NEGATIVE_INFINITY);
      const to = Math.min(lt ?? Number.POSITIVE_INFINITY, lte ?? Number.POSITIVE_INFINITY);
      const isOpen = from === gt || to === lt;
      return from > to || (from === to && isOpen) ? false : undefined;
    }
    default:
      return undefined;
  }
}

/** Of a group, `decisive` is the constant of one member that decides for all. */
function constantOfGroup(nodes: readonly FilterNode[], decisive: boolean): boolean | undefined {
  const constants = nodes.map(constantOf);
  if (constants.includes(decisive)) return decisive;
  if (constants.every((constant) => constant === !decisive)) return !decisive;
  const tests = new Set(nodes.filter(({ op }) => op !== 'not').map(keyOf));
  const complements = nodes.flatMap((node) => (node.op === 'not' ? [keyOf(node.node)] : []));
  return complements.some((test) => tests.has(test)) ? decisive : undefined;
}

function keyOf(node: FilterNode): string {
  return JSON.stringify(node);
}
