import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packages, pinned, root } from '../../tests/support/workspace.ts';
import { proved } from './proved.ts';

type Row = readonly string[];

const ran = 'what a machine has run so far';

/** SUPPORT.md, from the workflow, the images of `docker/` and the peers of the packages. */
export function supportPage(): string {
  return [
    '# What is supported',
    '',
    'The newest minor version of nestvec gets fixes; before 1.0 that is the newest 0.x. A version of Node, of a database or of a client',
    'is supported while the workflow [ci.yml](.github/workflows/ci.yml) runs on it; one is dropped in a minor version, and the changelog says so.',
    'Newer ones mostly work: please report where they do not. Made by `node scripts/support.ts`; a test fails where it differs.',
    '',
    '## Systems and Node',
    '',
    'Needed is Node 22, and 22.13 for the journal and the command line; only `npm` commands in this repository start on Node 20.',
    '',
    ...table(['what the workflow runs on', ran], machines()),
    '',
    'Bundlers, Bun and Yarn: [what was run](packages/core/BUNDLERS.md#what-was-run).',
    '',
    '## Databases',
    '',
    ...table(['database', 'release that the workflow starts', ran], databases()),
    '',
    'Pinecone itself is unproved: its tests run against a strict fake of its API. Older releases that may do stand in the READMEs of the stores.',
    '',
    '## Clients and other peers',
    '',
    'What npm accepts beside each package, and the version that the tests run on. `*` is checked when it is loaded, by an error that names',
    'what is needed.',
    '',
    ...table(['peer', 'of', 'accepted', 'tested'], peers()),
    '',
  ].join('\n');
}

function machines(): readonly Row[] {
  const workflow = read('.github/workflows/ci.yml');
  const names = [
    ...listed(workflow, 'os'),
    ...listed(workflow, 'node').map((version) => `Node ${version}`),
  ];
  return names.map((name) => [name, runOf(name)]);
}

function runOf(name: string): string {
  return proved[name] ?? '**unproved**';
}

/** A list of a job's matrix. */
function listed(workflow: string, key: string): readonly string[] {
  const [, list] = new RegExp(`^ +${key}: \\[(.+)\\]$`, 'm').exec(workflow) ?? [];
  if (list === undefined) throw new Error(`ci.yml has no matrix of ${key}`);
  return list.split(',').map((one) => one.trim());
}

const titles: Readonly<Record<string, string>> = {
  'qdrant/qdrant': 'Qdrant',
  'semitechnologies/weaviate': 'Weaviate',
  'pgvector/pgvector': 'PostgreSQL with pgvector',
  redis: 'Redis, for `@nestvec/queue`',
};

function databases(): readonly Row[] {
  const images = ['docker/compose.yaml', 'docker/compose.queue.yaml'].flatMap((file) =>
    Array.from(read(file).matchAll(/^ +image: ([^\s:]+):(\S+)$/gm), ([, name = '', tag = '']) => ({
      name,
      tag,
    })),
  );
  const tags = new Map(images.map(({ name, tag }) => [name, tag]));
  return Object.entries(titles).map(([name, title]) => {
    const tag = tags.get(name);
    if (tag === undefined) throw new Error(`docker/ has no image of ${name}`);
    return [title, `\`${name}:${tag}\``, runOf(`${name}:${tag}`)];
  });
}

function peers(): readonly Row[] {
  const found = packages.flatMap(({ short, manifest }) =>
    Object.entries(manifest.peerDependencies ?? {})
      .filter(([name]) => !name.startsWith('@nestvec/'))
      .map(([name, range]) => ({ name, short, range })),
  );
  return Object.entries(Object.groupBy(found, ({ name }) => name))
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, uses = []]) => {
      const [version = ''] = pinned(name);
      const ranges = new Set(uses.map(({ range }) => `\`${range.replaceAll('|', '\\|')}\``));
      const of = uses.map(({ short }) => short).join(', ');
      return [`\`${name}\``, of, [...ranges].join(', '), version.slice(name.length + 1)];
    });
}

function table(head: Row, rows: readonly Row[]): readonly string[] {
  const line = (cells: Row): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}
