import type { FilterNode } from '@nestvec/core/store';

/** Whether a filter has `$startsWith` in it, which not every database can do. */
export function asksForPrefix(node: FilterNode): boolean {
  if ('nodes' in node) return node.nodes.some(asksForPrefix);
  return 'node' in node ? asksForPrefix(node.node) : node.op === 'prefix';
}
