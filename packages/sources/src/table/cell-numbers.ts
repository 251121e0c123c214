import { describeValue } from '@nestvec/core/kit';

const brackets: Readonly<Record<string, string>> = { '[': ']', '{': '}', '(': ')' };

/**
 * The numbers of a vector in a cell, as tools print them: within brackets of any kind or none, with commas, semicolons or white space
 * between them. Throws an error that says what is wrong; the column is named elsewhere.
 */
export function cellNumbers(cell: string): Float64Array {
  const text = cell.trim();
  const end = brackets[text[0] ?? ''];
  if (end !== undefined && !text.endsWith(end))
    throw new Error(`begins with ${text[0]} and does not end with ${end}: it is cut short`);
  const inside = end === undefined ? text : text.slice(1, -1).trim();
  const parts = inside.split(/\s*[,;]\s*|\s+/);
  const numbers = new Float64Array(parts.length);
  for (const [i, part] of parts.entries()) {
    const number = isNumber.test(part) ? Number(part) : Number.NaN;
    if (!Number.isFinite(number)) throw new Error(problemOf(part, i));
    numbers[i] = number;
  }
  return numbers;
}

const isNumber = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

function problemOf(part: string, at: number): string {
  if (part === '...' || part === '…')
    return 'holds ... in place of numbers: its tool shortened it for reading; export it again, as JSON lists';
  return `holds ${describeValue(part)} at position ${at}, which is not a number`;
}
