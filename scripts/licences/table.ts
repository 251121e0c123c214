import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type DataSource, dataSources } from './sources.ts';

/** The repository. */
export const root: string = fileURLToPath(new URL('../../', import.meta.url));

/** Files that people write as code, settings or prose: the licence of their package is theirs. */
const written =
  /\.(?:[cm]?[jt]sx?|css|html|md|py|sh|ya?ml|wat)$|(?:^|\/)(?:LICENSE|Dockerfile|\.[^/]+|run|requirements\.txt|(?:package|tsconfig(?:\.base)?|knip|turbo|config|preprocessor_config|tokenizer_config|nestvec)\.json)$/;

/** The files of the repository that hold data, as git lists them: tracked, or new and not ignored. */
export function dataFiles(): readonly string[] {
  const listed = execFileSync(
    'git',
    ['ls-files', '--cached', '--others', '--exclude-standard', '-z'],
    {
      cwd: root,
      encoding: 'utf8',
    },
  );
  const files = new Set(listed.split('\0').filter((file) => file !== ''));
  return [...files].filter((file) => !written.test(file)).sort();
}

/** The entries that say where a file comes from: exactly one, or the table is wrong. */
export function sourcesOf(file: string): readonly DataSource[] {
  return dataSources.filter(({ path }) =>
    path.endsWith('/') ? file.startsWith(path) : file === path,
  );
}

/** The table as Markdown. Throws where a file has no entry, or several. */
export function licenceTable(files: readonly string[] = dataFiles()): string {
  const counts = new Map<DataSource, number>();
  for (const file of files) {
    const [source, ...others] = sourcesOf(file);
    if (source === undefined)
      throw new Error(
        `${file} has no entry in scripts/licences/sources.ts: say where it comes from and under which licence`,
      );
    if (others.length > 0)
      throw new Error(`${file} has several entries in scripts/licences/sources.ts`);
    counts.set(source, (counts.get(source) ?? 0) + 1);
  }
  const rows = [...counts].map(
    ([{ path, what, author, licence, from }, count]) =>
      `| \`${path}\` | ${count} | ${what} | ${author} | ${licence} | ${from} |`,
  );
  return [
    '# Licences of data files',
    '',
    'Code and prose are under Apache-2.0 (`LICENSE`). What else lies in this repository comes from here. Made by `node scripts/licences.ts`',
    'from `scripts/licences/sources.ts`; a test fails on a data file without an entry.',
    '',
    '| files | number | what | author | licence | from |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
    '',
    'Data sets without a clear licence (XTD10, word-similarity sets) are read from your disk and never shipped. OpenMoji (CC-BY-SA-4.0) and',
    'CLDR (Unicode-3.0) are installed by who runs `bench/eval-openmoji.ts`.',
    '',
  ].join('\n');
}
