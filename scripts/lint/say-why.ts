import type { RuleTester } from 'oxlint/plugins-dev';

type Rule = Parameters<RuleTester['run']>[1];
type Place = { start: Point; end: Point };
type Point = { line: number; column: number };

/**
 * `any`, `!` and `as` switch the compiler off, so each needs a comment, on its line or
 * on the line above, that says why it is true. `as const` switches nothing off.
 */
export const sayWhy: Rule = {
  meta: {
    type: 'problem',
    messages: {
      silent: '`{{what}}` needs a comment beside it that says why it is true.',
    },
  },
  create(context) {
    const commented = new Set<number>();

    function check({ loc }: { loc: Place }, what: string) {
      const lines = [loc.start.line - 1, loc.start.line, loc.end.line];
      if (lines.some((line) => commented.has(line))) return;
      context.report({ loc, messageId: 'silent', data: { what } });
    }

    return {
      Program() {
        for (const { loc } of context.sourceCode.getAllComments()) {
          for (let line = loc.start.line; line <= loc.end.line; line += 1) commented.add(line);
        }
      },
      TSAnyKeyword: (node) => check(node, 'any'),
      TSNonNullExpression: (node) => check(node, '!'),
      TSAsExpression({ loc, typeAnnotation }) {
        const isConst =
          typeAnnotation.type === 'TSTypeReference' &&
          typeAnnotation.typeName.type === 'Identifier' &&
          typeAnnotation.typeName.name === 'const';
        if (!isConst) check({ loc }, 'as');
      },
    };
  },
};
