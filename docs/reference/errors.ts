import { type ErrorAdvice, errorCodes, errorReasons } from '@nestvec/core/kit';
import { code, table } from '../site/markdown.ts';

/** Errors by their codes, from the table that core has of them. */
export function errorsPage(): string {
  const reasons = Object.entries(errorReasons).flatMap(([of, each]) => [
    `## Reasons of ${code(of)}`,
    adviceTable('`details.reason`', each),
  ]);
  return [
    '# Errors',
    'Every error of nestvec is a `NestvecError` with a `code`, a `message` that says what was attempted, on what and what to do next, and `details` for programs. ' +
      '`isNestvecError(error, code)` narrows `details`, also across two installed copies of the package; ' +
      'what each code carries stands under [`ErrorDetails`](/reference/api/core#errordetails). On the command line, `--json` prints the same three.',
    '## Codes',
    adviceTable('code', errorCodes),
    ...reasons,
  ].join('\n\n');
}

function adviceTable(head: string, entries: Readonly<Record<string, ErrorAdvice>>): string {
  return table(
    [head, 'cause', 'cure'],
    Object.entries(entries).map(([name, { cause, cure }]) => [code(name), cause, cure]),
  );
}
