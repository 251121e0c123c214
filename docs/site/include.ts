import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { root } from './places.ts';
import { slug } from './slug.ts';

const mark = /^<!-- include: (?<file>\S+?)(?:#(?<anchor>\S+))? -->$/gm;

/**
 * A page with what it takes from others in place of `<!-- include: ../../packages/qdrant/README.md#tenants -->`: a whole page, or what
 * stands under one of its headings, without that heading. So a fact stands once. Throws where there is no such file or heading.
 *
 * @param file the page, from the repository's root.
 * @param rewrite changes the links of a part, given the file that it is from.
 */
export function include(
  markdown: string,
  file: string,
  rewrite: (part: string, from: string) => string,
): string {
  let result = '';
  let at = 0;
  for (const found of markdown.matchAll(mark)) {
    const { file: path = '', anchor } = found.groups ?? {};
    const source = posix.normalize(posix.join(posix.dirname(file), path));
    const text = readFileSync(join(root, source), 'utf8');
    result += rewrite(markdown.slice(at, found.index), file);
    const part = anchor === undefined ? text : sectionOf(text, anchor, source);
    // Other parts of that page are not on this one.
    result += rewrite(part.replaceAll('](#', `](${posix.basename(source)}#`), source);
    at = found.index + found[0].length;
  }
  return result + rewrite(markdown.slice(at), file);
}

/** What stands under a heading, up to the next one of its level or a higher one. */
export function sectionOf(markdown: string, anchor: string, file: string): string {
  const lines = markdown.split('\n');
  const headings = headingsOf(lines);
  const at = headings.findIndex(({ text }) => slug(text) === anchor);
  const heading = headings[at];
  if (heading === undefined) throw new Error(`${file} has no heading #${anchor}`);
  const next = headings.slice(at + 1).find(({ level }) => level <= heading.level);
  return lines
    .slice(heading.line + 1, next?.line)
    .join('\n')
    .trim();
}

interface Heading {
  readonly line: number;
  readonly level: number;
  readonly text: string;
}

function headingsOf(lines: readonly string[]): readonly Heading[] {
  const found: Heading[] = [];
  let fence: string | undefined;
  for (const [line, text] of lines.entries()) {
    const ticks = /^ *(`{3,}|~{3,})/.exec(text)?.[1];
    if (ticks !== undefined) {
      if (fence === undefined) fence = ticks;
      else if (ticks.startsWith(fence)) fence = undefined;
    }
    const [, signs = '', title = ''] = /^(#{1,6}) +(.+)$/.exec(text) ?? [];
    if (fence === undefined && signs !== '')
      found.push({ line, level: signs.length, text: title.replaceAll('`', '') });
  }
  return found;
}
