import type { FilterNode } from './node.ts';
import type { FilterLeaf } from './operators.ts';

/** How a database joins clauses. */
export interface FilterAlgebra<Clause> {
  readonly all: (clauses: readonly Clause[]) => Clause;
  readonly any: (clauses: readonly Clause[]) => Clause;
  /** The exact complement. */
  readonly not: (clause: Clause) => Clause;
  readonly leaf: (leaf: FilterLeaf) => Clause;
}

/** Compiles a checked filter from its leaves upwards. */
export function foldFilter<Clause>(node: FilterNode, algebra: FilterAlgebra<Clause>): Clause {
  switch (node.op) {
    case 'and':
      return algebra.all(node.nodes.map((child) => foldFilter(child, algebra)));
    case 'or':
      return algebra.any(node.nodes.map((child) => foldFilter(child, algebra)));
    case 'not':
      return algebra.not(foldFilter(node.node, algebra));
    default:
      return algebra.leaf(node);
  }
}
