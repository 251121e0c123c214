/** A condition, and how deep its parser recurses for it. */
export interface Sql {
  readonly text: string;
  readonly depth: number;
}

/** How conditions are combined. */
export type Group = 'and' | 'or';

/** DataFusion's parser stops at 50 levels; the statement around a condition takes some. */
export const maxSqlDepth = 42;

/**
 * Conditions combined as a tree of little depth. A plain chain would be a tree as deep as it is long, on which DataFusion
 * overflows the stack and ends the process at about a thousand conditions.
 */
export function combine(conditions: readonly Sql[], group: Group): Sql {
  const [neutral, decisive] = group === 'and' ? ['true', 'false'] : ['false', 'true'];
  const open = conditions.filter(({ text }) => text !== neutral);
  if (open.some(({ text }) => text === decisive)) return { text: decisive, depth: 0 };
  const rows = open.toSorted((a, b) => a.depth - b.depth);
  while (rows.length > 1) {
    const [first, second] = rows.splice(0, 2);
    if (first === undefined || second === undefined) break; // two were there
    const [left, right] = second.depth > first.depth ? [second, first] : [first, second];
    const merged = {
      text: `(${left.text} ${group.toUpperCase()} ${right.text})`,
      depth: Math.max(left.depth + 1, right.depth + 2), // the parser is one level deeper right of an operator
    };
    const at = rows.findIndex(({ depth }) => depth > merged.depth);
    rows.splice(at === -1 ? rows.length : at, 0, merged);
  }
  return rows[0] ?? { text: neutral, depth: 0 };
}
