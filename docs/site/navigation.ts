import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DefaultTheme } from 'vitepress';
import { cliPages } from '../reference/cli.ts';
import { apiPathOf } from '../reference/packages.ts';
import { readPackages, repositoryPages, root } from './places.ts';

/** An entry of the sidebar. */
export type Entry = DefaultTheme.SidebarItem & { readonly text: string };

/** How-tos by what one is after, each the name of its page. A test fails on a page that is in no list. */
export const howTos: Readonly<Record<string, readonly string[]>> = {
  'A collection that you have': [
    'existing-qdrant',
    'existing-weaviate',
    'existing-pinecone',
    'existing-lancedb',
    'existing-postgresql',
  ],
  Apps: ['catalogue', 'rag', 'tenants', 'hybrid-and-facets'],
  'Frameworks and agents': ['langchain', 'ai-sdk', 'mastra', 'genkit', 'mcp'],
  'Inference for a database': ['weaviate-inference', 'qdrant-inference'],
  'Size, cost, change': [
    'dimensions-and-quantisation',
    'cost',
    'change-model-or-database',
    'upgrade',
  ],
  'In production': ['nextjs', 'lambda', 'docker', 'many-machines', 'keys-and-private-networks'],
};

/** Explanations, in the order of reading. */
export const explanations: readonly string[] = [
  'matryoshka',
  'coarse-to-full',
  'modality-gap-and-fusion',
  'identity-and-drift',
  'failure',
  'security',
];

/** Links at the top of every page. */
export function navigation(): { text: string; link: string }[] {
  return [
    { text: 'Tutorial', link: '/tutorial/first-index' },
    { text: 'How-to', link: '/how-to/' },
    { text: 'Explanation', link: '/explanation/' },
    { text: 'Reference', link: '/reference/' },
  ];
}

/** The sidebar of every page. */
export function sidebar(): Entry[] {
  const frameworks = existsSync(join(root, 'docs/frameworks.md'))
    ? [{ text: 'Frameworks compared', link: '/frameworks' }]
    : [];
  return [
    { text: 'Overview', link: '/overview' },
    { text: 'Tutorial: the first index', link: '/tutorial/first-index' },
    {
      text: 'How-to',
      items: Object.entries(howTos).map(([text, pages]) => ({
        text,
        items: pages.map((page) => written('how-to', page)),
      })),
    },
    {
      text: 'Explanation',
      items: [...explanations.map((page) => written('explanation', page)), ...frameworks],
    },
    {
      text: 'Reference',
      items: [
        {
          text: 'Packages',
          link: '/reference/packages/',
          collapsed: true,
          items: packageEntries(),
        },
        { text: 'API', collapsed: true, link: '/reference/api/', items: apiEntries() },
        { text: 'Command line', collapsed: true, link: '/reference/cli/', items: cliEntries() },
        { text: 'Errors', link: '/reference/errors' },
        { text: 'Filter operators', link: '/reference/filters' },
        { text: 'What each database can do', link: '/reference/capabilities' },
        { text: 'Limits', link: '/reference/limits' },
        { text: 'Environment variables', link: '/reference/environment' },
        { text: 'Bundlers', link: '/reference/bundlers' },
        { text: 'Docker', link: '/reference/docker' },
        { text: 'Measurements', link: '/reference/measurements' },
      ],
    },
    { text: 'Project', collapsed: true, items: projectEntries() },
  ];
}

function written(folder: string, page: string): Entry {
  return { text: titleOf(`docs/${folder}/${page}.md`), link: `/${folder}/${page}` };
}

function titleOf(file: string): string {
  const title = /^# (.+)$/m.exec(readFileSync(join(root, file), 'utf8'))?.[1];
  if (title === undefined) throw new Error(`${file} has no title`);
  return title;
}

function packageEntries(): Entry[] {
  return readPackages().map(({ short, name }) => ({
    text: name,
    link: `/reference/packages/${short}`,
  }));
}

function apiEntries(): Entry[] {
  return readPackages().flatMap(({ short, name, entries }) =>
    entries.map((entry) => ({
      text: `${name}${entry.slice(1)}`,
      link: `/reference/api/${apiPathOf(short, entry)}`,
    })),
  );
}

function cliEntries(): Entry[] {
  return [...cliPages().keys()]
    .filter((name) => name !== 'index')
    .map((name) => ({ text: `nestvec ${name}`, link: `/reference/cli/${name}` }));
}

function projectEntries(): Entry[] {
  return [...repositoryPages()]
    .filter(([, page]) => /^(?:project|examples)\//.test(page))
    .map(([file, page]) => ({ text: titleOf(file), link: `/${page}` }));
}
