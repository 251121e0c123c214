import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './workspace.ts';

/** A block of code of a page. */
export type CodeBlock = {
  /** The page, from the root, and the line of its fence. */
  page: string;
  line: number;
  language: string;
  code: string;
};

/** Every page whose code is checked: all READMEs, and the pages of the documentation. */
export function pagesWithCode(): string[] {
  return globSync(
    ['*.md', '{bench,docker}/*.md', 'packages/*/*.md', 'examples/*/*.md', 'docs/**/*.md'],
    { cwd: root, exclude: (name) => /(?:^|[\\/])(?:\.site|dist|node_modules)$/.test(name) },
  )
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => !file.endsWith('CHANGELOG.md'))
    .sort();
}

/** The blocks of code of a page, in their order; those of lists are taken out of their indent. */
export function codeBlocks(page: string): CodeBlock[] {
  const found: CodeBlock[] = [];
  let open: { fence: string; indent: string; block: CodeBlock } | undefined;
  for (const [at, line] of readFileSync(join(root, page), 'utf8').split('\n').entries()) {
    const [, indent = '', fence, language = ''] = /^( *)(`{3,}|~{3,})(\w*)/.exec(line) ?? [];
    if (open === undefined) {
      if (fence !== undefined)
        open = { fence, indent, block: { page, line: at + 1, language, code: '' } };
    } else if (fence?.startsWith(open.fence) === true && line.trim() === fence) {
      found.push(open.block);
      open = undefined;
    } else {
      const { indent: before } = open;
      open.block.code += `${line.startsWith(before) ? line.slice(before.length) : line}\n`;
    }
  }
  return found;
}
