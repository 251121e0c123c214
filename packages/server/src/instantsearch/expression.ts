import type { Filter } from '@nestvec/core';
import { invalid } from '@nestvec/core/kit';

/** Of groups in groups, beyond what people write. */
const maxDepth = 16;

/** What a condition of an expression is made of. */
export interface Written {
  readonly field: string;
  /** `:` before a value, else a sign before a number. */
  readonly sign: string;
  readonly value: string;
  /** The end of `FIELD:VALUE TO VALUE`. */
  readonly to: string | undefined;
}

const quoted = String.raw`"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'`;
const field = new RegExp(String.raw`\s*(${quoted}|[^\s:<>=!()"']+)\s*(:|<=|>=|!=|<|>|=)\s*`, 'y');
const value = new RegExp(String.raw`(${quoted}|[^\s()"']+)(?=[\s)]|$)`, 'y');
const range = /\s+TO\s+(-?[\d.]+(?:e[+-]?\d+)?)(?=[\s)]|$)/iy;
const word = /\s*(AND|OR|NOT)(?=[\s("']|$)/y;
const mark = /\s*([()])/y;

/**
 * The filter that an expression such as `color:red AND (size:1 OR price < 20) AND NOT brand:"a b"` is; `condition` gives that of each
 * condition. AND and OR beside each other need parentheses, since not everyone reads them in the same order. Throws `invalid-input`.
 */
export function readExpression(
  text: string,
  path: string,
  condition: (written: Written) => Filter,
): Filter {
  let at = 0;

  function take(expression: RegExp): readonly string[] | undefined {
    expression.lastIndex = at;
    const found = expression.exec(text);
    if (found === null) return undefined;
    at = expression.lastIndex;
    return found;
  }

  /** Takes one of the words or marks, if it is the next. */
  function takeNext(expression: RegExp, asked: string): boolean {
    const before = at;
    if (take(expression)?.[1] === asked) return true;
    at = before;
    return false;
  }

  function wrong(problem: string): Error {
    const rest = text.slice(at).trim().slice(0, 40);
    const place = rest === '' ? 'at its end' : `at ${JSON.stringify(rest)}`;
    return invalid(
      path,
      `${problem} ${place}, such as in color:red AND NOT (size:1 OR price < 20)`,
    );
  }

  function readGroup(depth: number): Filter {
    if (depth > maxDepth) throw invalid(path, `is nested deeper than ${maxDepth} levels`);
    const terms = [readTerm(depth)];
    let joined: 'AND' | 'OR' | undefined;
    for (;;) {
      const next = (['AND', 'OR'] as const).find((one) => takeNext(word, one));
      if (next === undefined) break;
      joined ??= next;
      if (next !== joined)
        throw invalid(
          path,
          'has AND and OR beside each other; put what belongs together in parentheses',
        );
      terms.push(readTerm(depth));
    }
    const [first = {}] = terms;
    if (joined === undefined) return first;
    return joined === 'AND' ? { $and: terms } : { $or: terms };
  }

  function readTerm(depth: number): Filter {
    let isNegated = false;
    while (takeNext(word, 'NOT')) isNegated = !isNegated;
    const filter = takeNext(mark, '(') ? readParentheses(depth) : readCondition();
    return isNegated ? { $not: filter } : filter;
  }

  function readParentheses(depth: number): Filter {
    const filter = readGroup(depth + 1);
    if (!takeNext(mark, ')')) throw wrong('must have AND, OR or ) between conditions');
    return filter;
  }

  function readCondition(): Filter {
    const [, name, sign] = take(field) ?? [];
    if (name === undefined || sign === undefined)
      throw wrong('must have FIELD:VALUE, or FIELD, a sign and a number,');
    const [, given] = take(value) ?? [];
    if (given === undefined)
      throw wrong(`must have a value of ${name}, in quotes where it has spaces,`);
    if (/<score=\d+>$/.test(given)) throw invalid(path, 'has scores; take nestvecBoost');
    const [, to] = sign === ':' ? (take(range) ?? []) : [];
    return condition({ field: unquoted(name), sign, value: unquoted(given), to });
  }

  const filter = readGroup(0);
  if (text.slice(at).trim() !== '')
    throw wrong('must have AND or OR, in capitals, between conditions');
  return filter;
}

function unquoted(text: string): string {
  return /^["']/.test(text) ? text.slice(1, -1).replaceAll(/\\(.)/gsu, '$1') : text;
}
