import { invalid } from '@nestvec/core/kit';

const mostValues = 65_535;

/** What a parameter stands for; bytes are in PostgreSQL's binary form of the parameter's type. */
export type SqlValue = string | number | boolean | null | Uint8Array;

/** A piece of a statement: texts, and between each two of them a value. */
export interface Sql {
  readonly texts: readonly string[];
  readonly values: readonly SqlValue[];
}

/**
 * A piece of a statement. Values become parameters, pieces are put in as they are, and a name comes by `name` alone, so that nothing
 * a user gives is ever read as SQL.
 */
export function sql(strings: TemplateStringsArray, ...parts: readonly (Sql | SqlValue)[]): Sql {
  const texts = [strings[0] ?? ''];
  const values: SqlValue[] = [];
  for (const [i, part] of parts.entries()) {
    const after = strings[i + 1] ?? '';
    if (isPiece(part)) {
      append(texts, part.texts);
      values.push(...part.values);
      append(texts, [after]);
    } else {
      values.push(part);
      texts.push(after);
    }
  }
  return { texts, values };
}

/** SQL of our own as a piece. */
export function raw(text: string): Sql {
  return { texts: [text], values: [] };
}

/** A quoted name. */
export function name(identifier: string): Sql {
  return raw(`"${identifier.replaceAll('"', '""')}"`);
}

/** A text as a literal, for the few statements that take no parameters. */
export function literal(text: string): Sql {
  const quoted = text.replaceAll("'", "''");
  return raw(quoted.includes('\\') ? `E'${quoted.replaceAll('\\', '\\\\')}'` : `'${quoted}'`);
}

/** Pieces one after the other. */
export function join(pieces: readonly Sql[], separator: string): Sql {
  const texts = [''];
  for (const [i, piece] of pieces.entries()) {
    if (i > 0) append(texts, [separator]);
    append(texts, piece.texts);
  }
  return { texts, values: pieces.flatMap(({ values }) => values) };
}

/** Conditions that must all hold; `true` where there are none. */
export function allOf(...conditions: readonly (Sql | undefined)[]): Sql {
  const given = conditions.filter((one) => one !== undefined);
  return given.length === 0 ? raw('true') : join(given, ' AND ');
}

/** The whole statement with its parameters numbered. Throws `invalid-input` for more than the protocol can count. */
export function numbered({ texts, values }: Sql): string {
  if (values.length > mostValues)
    throw invalid(
      'filter',
      `has ${values.length} values for PostgreSQL, which takes ${mostValues}; write lists as $in, or ask in parts`,
    );
  return texts.map((text, i) => (i === 0 ? text : `$${i}${text}`)).join('');
}

/** Texts of a piece put behind others: its first one goes on where the last one ended. */
function append(texts: string[], more: readonly string[]): void {
  const [first = '', ...rest] = more;
  texts[texts.length - 1] = (texts.at(-1) ?? '') + first;
  texts.push(...rest);
}

function isPiece(part: Sql | SqlValue): part is Sql {
  return typeof part === 'object' && part !== null && 'texts' in part;
}
