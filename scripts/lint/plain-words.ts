import type { RuleTester } from 'oxlint/plugins-dev';

type Rule = Parameters<RuleTester['run']>[1];

/** What reads like a translation, or is not the field's word, and what to write. */
const patterns: readonly (readonly [pattern: RegExp, instead: string])[] = [
  [/(?<!\bthere )\b(?:is|are|was|were|be) no\b(?! (?:longer|more|such)\b)/i, '"is not a …"'],
  [/(?<!\bthere )\b(?:is|are|was|were|be) none\b|\bnone that\b/i, '"is not one", or the noun'],
  [/\bnobody\b/i, 'a subject, or the passive'],
  [/\btold\b/i, '"reported", "given", "distinguished"'],
  // `<picture>` is HTML, and a name behind a slash is a path.
  [/(?<![</])\bpictures?\b/i, '"image"'],
  [/\bwhoever\b/i, 'a subject'],
];

/**
 * Comments, messages and titles in plain English, as a reader who learned it later reads it. Texts without a space are names and
 * values, and may hold anything.
 */
export const plainWords: Rule = {
  meta: {
    type: 'suggestion',
    messages: { odd: 'write {{instead}} in place of "{{found}}"' },
  },
  create(context) {
    function check(text: string, node: { loc: Parameters<typeof context.report>[0]['loc'] }) {
      if (!text.trim().includes(' ')) return;
      for (const [pattern, instead] of patterns) {
        const found = pattern.exec(text)?.[0];
        if (found !== undefined && node.loc !== undefined)
          context.report({ loc: node.loc, messageId: 'odd', data: { instead, found } });
      }
    }

    return {
      Program() {
        for (const comment of context.sourceCode.getAllComments()) check(comment.value, comment);
      },
      Literal(node) {
        if (typeof node.value === 'string') check(node.value, node);
      },
      TemplateElement(node) {
        check(node.value.raw, node);
      },
    };
  },
};
