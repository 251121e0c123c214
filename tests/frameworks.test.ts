import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readmeExample } from '@nestvec/testkit';
import { expect, it } from 'vitest';
import { pinned, root } from './support/workspace.ts';

const page = readFileSync(join(root, 'docs/frameworks.md'), 'utf8');

/** The cells of the rows that begin with a name. */
function row(name: string, table: string): readonly string[] {
  const [, text = ''] = page.split(`## ${table}\n`);
  const line = text.split('\n').find((one) => one.startsWith(`| ${name} `));
  return line?.split('|').map((cell) => cell.trim()) ?? [];
}

it.each([
  ['LangChain.js', 'langchain'],
  ['AI SDK', 'ai-sdk'],
  ['Mastra', 'mastra'],
  ['Genkit', 'genkit'],
])('docs/frameworks.md says how many lines the README of %s has', (name, short) => {
  const readme = readFileSync(join(root, 'packages', short, 'README.md'), 'utf8');
  const lines = readmeExample(readme, 'answer').code.trim().split('\n');
  const glue = lines.filter((line) => !line.startsWith('console.log'));
  expect(row(name, 'The lines that keep it')[3]).toBe(`${glue.length} lines`);
});

const langchain = ['vector-store', 'embeddings', 'retriever', 'reranker', 'readme'];

it.each([
  { name: 'LangChain.js', of: '@langchain/core', files: ofLangchain(langchain, ['own-cases']) },
  { name: 'AI SDK 7', of: 'ai', files: testsOf('ai-sdk') },
  {
    name: 'AI SDK 6',
    of: 'ai-6',
    // Those within the loop over both versions.
    indent: '  ',
    files: ['embedding-model.test', 'reranking-model.test', '__fixtures__/search-cases'].map(
      (file) => join(root, 'packages/ai-sdk/src', `${file}.ts`),
    ),
  },
  {
    name: 'Mastra',
    of: '@mastra/core',
    files: testsOf('mastra').filter((file) => !isMastras(file)),
  },
  { name: 'Genkit', of: 'genkit', files: testsOf('genkit') },
])(
  'docs/frameworks.md says which version of $name was tested, by how many cases',
  ({ name, of, files, indent = ' *' }) => {
    const [, , version, cases] = row(name, 'What was tested');
    expect(pinned(of)[0]?.endsWith(`@${version}`)).toBe(true);
    expect(`${casesIn(files, indent)}`).toBe(cases);
  },
);

it('docs/frameworks.md says how many cases of LangChain’s there are', () => {
  const theirs = ofLangchain([], ['standard-cases', 'indexing-cases']);
  expect(row('LangChain.js', 'What was tested')[4]).toMatch(new RegExp(`^${casesIn(theirs)}: `));
});

/** Whether a file has cases of Mastra’s own suite. */
function isMastras(file: string): boolean {
  return file.endsWith('-cases.ts') && !file.endsWith('own-cases.ts');
}

/** Files of tests and of shared cases of the bridge to LangChain. */
function ofLangchain(tests: readonly string[], cases: readonly string[]): readonly string[] {
  const names = [
    ...tests.map((name) => `${name}.test`),
    ...cases.map((name) => `__fixtures__/${name}`),
  ];
  return names.map((name) => join(root, 'packages/langchain/src', `${name}.ts`));
}

/** All files of tests of a package, and of cases that they share. */
function testsOf(short: string): readonly string[] {
  const folder = join(root, 'packages', short, 'src');
  return (
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      // That of the stores only runs the shared cases on each.
      .filter((file) => /(?:\.test|-cases)\.ts$/.test(file) && file !== 'stores.test.ts')
      .map((file) => join(folder, file))
  );
}

function casesIn(files: readonly string[], indent = ' *'): number {
  const text = files.map((file) => readFileSync(file, 'utf8')).join('\n');
  return text.match(new RegExp(`^${indent}it(?:\\.(?:each|for))?\\(`, 'gm'))?.length ?? 0;
}
