import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Application, type ProjectReflection, TSConfigReader } from 'typedoc';
import { type Package, pagesFolder, readPackages, root } from '../site/places.ts';
import { code, table } from '../site/markdown.ts';
import { mendAnchors } from './api-anchors.ts';
import { measureCoverage } from './coverage.ts';
import { apiPathOf } from './packages.ts';
import { first, sinceOf } from './since.ts';

/** An entry of a package: what an import names, and the types that are published for it. */
interface ApiEntry {
  /** `@nestvec/core/onnx`. */
  readonly name: string;
  /** The folder of its package: `core`. */
  readonly short: string;
  /** Its page, below `reference/api/`. */
  readonly page: string;
  readonly file: string;
}

/** Entries of all packages. */
function apiEntries(packages: readonly Package[] = readPackages()): readonly ApiEntry[] {
  return packages.flatMap(({ short, name, folder, entries, types }) =>
    entries.map((entry) => ({
      name: `${name}${entry.slice(1)}`,
      short,
      page: apiPathOf(short, entry),
      file: join(root, folder, types(entry)),
    })),
  );
}

/** Reads the published types of all packages, whose comments are those of the sources. */
async function readApi(): Promise<{
  readonly app: Application;
  readonly project: ProjectReflection;
}> {
  const entries = apiEntries();
  const app = await Application.bootstrapWithPlugins(
    {
      entryPoints: entries.map(({ file }) => file),
      tsconfig: join(root, 'docs/reference/tsconfig.json'),
      plugin: [fileURLToPath(import.meta.resolve('typedoc-plugin-markdown'))],
      name: 'API',
      readme: 'none',
      disableSources: true,
      disableGit: true,
      excludeExternals: false,
      skipErrorChecking: true,
      logLevel: 'Error',
      validation: false,
      sort: ['alphabetical'],
      ...markdownOptions,
    },
    [new TSConfigReader()],
  );
  const project = await app.convert();
  if (project === undefined) throw new Error('TypeDoc could not read the published types');
  nameModules(project, entries);
  return { app, project };
}

const markdownOptions = {
  router: 'module',
  hidePageHeader: true,
  hideBreadcrumbs: true,
  useCodeBlocks: true,
  parametersFormat: 'table',
  interfacePropertiesFormat: 'table',
  typeAliasPropertiesFormat: 'table',
  sanitizeComments: true,
};

/** Modules are called by their pages, and not by the files that they are in. */
function nameModules(project: ProjectReflection, entries: readonly ApiEntry[]): void {
  for (const module of project.children ?? []) {
    const entry = entries.find(({ file }) => moduleNameOf(file) === module.name);
    if (entry === undefined)
      throw new Error(`TypeDoc found a module ${module.name} that has no entry`);
    // Its page is named by this; `writeApi` gives the page its title.
    module.name = entry.page;
  }
}

/** What TypeDoc calls a module of `packages/core/dist/onnx/index.d.ts`. */
function moduleNameOf(file: string): string {
  return file
    .slice(join(root, 'packages/').length)
    .replaceAll('\\', '/')
    .replace(/\.d\.ts$/, '')
    .replace(/\/index$/, '');
}

/** Writes the pages of the API. */
export async function writeApi(folder: string = pagesFolder): Promise<void> {
  const { app, project } = await readApi();
  app.options.setValue('outputs', [{ name: 'markdown', path: join(folder, 'reference/api') }]);
  await app.generateOutputs(project);
  rmSync(join(folder, 'reference/api/README.md'));
  const fileOf = (page: string): string => join(folder, `reference/api/${page}.md`);
  for (const entry of apiEntries()) entitle(fileOf(entry.page), entry);
  const pages = new Map(
    apiEntries().map(({ page }) => [page, readFileSync(fileOf(page), 'utf8')] as const),
  );
  for (const [page, text] of mendAnchors(pages)) writeFileSync(fileOf(page), text);
  writeFileSync(join(folder, 'reference/api/index.md'), overview());
  writeFileSync(join(folder, 'coverage.json'), JSON.stringify(measureCoverage(project), null, 2));
}

/** Puts above a page how it is imported and since when it is there, and beside an export that came later its version. */
function entitle(file: string, { name, short }: ApiEntry): void {
  const text = readFileSync(file, 'utf8')
    .replace(
      /^# .+$/m,
      `# ${name}\n\nSince ${first}. [What it is for](../packages/${short}); [what holds for all of it](./).`,
    )
    .replaceAll(/^### (?<heading>(?<export>\w+).*)$/gm, (line, ...rest) => {
      const { export: exported = '' } = rest.at(-1) as Record<string, string>; // the expression has it
      const since = sinceOf(name, exported);
      return since === first ? line : `${line}\n\nSince ${since}.`;
    });
  writeFileSync(file, text);
}

function overview(): string {
  return [
    '# API',
    `From the comments of the published types. All of it is there since ${first}, unless its page says otherwise; the packages have one version. An option whose row names no default is off where it is left out: nothing is called, filtered, kept or changed by it. ` +
      'A function that takes options rejects with `invalid-input` where one is wrong, and a call that takes a `signal` with `aborted` once it fires; what else a call throws by itself stands with it, and one that says nothing of errors throws none of its own: what a callback, a store or an embedder given to it throws comes through. What codes mean: [errors](../errors).',
    table(
      ['import', 'page'],
      apiEntries().map(({ name, page }) => [code(name), `[${name}](./${page})`]),
    ),
  ].join('\n\n');
}
