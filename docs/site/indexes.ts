import type { DefaultTheme } from 'vitepress';
import { sidebar } from './navigation.ts';

/** The pages that lead to others, by where they are: one a part of the site, made of its sidebar. */
export function indexPages(): ReadonlyMap<string, string> {
  return new Map([
    ['how-to/index', indexPage('How-to', 'One task a page.')],
    ['explanation/index', indexPage('Explanation', 'How it works, and why it works so.')],
    [
      'reference/index',
      indexPage('Reference', 'Made from the programs themselves, by `npm run docs`.'),
    ],
  ]);
}

function indexPage(title: string, sentence: string): string {
  const items = sidebar().find(({ text }) => text === title)?.items ?? [];
  const groups = items.filter((item) => item.link === undefined);
  const loose = items.filter((item) => item.link !== undefined);
  return [
    `# ${title}`,
    sentence,
    ...(loose.length > 0 ? [list(loose)] : []),
    ...groups.flatMap((group) => [`## ${group.text}`, list(group.items ?? [])]),
  ].join('\n\n');
}

function list(items: readonly DefaultTheme.SidebarItem[]): string {
  return items
    .map(({ text = '', link = '' }) => `- [${text.replaceAll('|', '\\|')}](${link})`)
    .join('\n');
}
