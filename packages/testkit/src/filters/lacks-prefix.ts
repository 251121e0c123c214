import { type FilterNode, type StoreCapabilities, takesBeginning } from '@nestvec/core/store';

/** Whether a filter has a `$startsWith` in it that a database can't do. */
export function lacksPrefix(node: FilterNode, can: StoreCapabilities['startsWith']): boolean {
  if ('nodes' in node) return node.nodes.some((child) => lacksPrefix(child, can));
  if ('node' in node) return lacksPrefix(node.node, can);
  return node.op === 'prefix' && !takesBeginning(can, node.type);
}
