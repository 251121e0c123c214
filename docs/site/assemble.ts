import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { address } from '../../scripts/release/address.ts';
import { cliPages } from '../reference/cli.ts';
import { environmentPage } from '../reference/environment.ts';
import { errorsPage } from '../reference/errors.ts';
import { filtersPage } from '../reference/filters.ts';
import { limitsPage } from '../reference/limits.ts';
import { packagesPage } from '../reference/packages.ts';
import { capabilitiesPage, declaredStores } from '../reference/stores.ts';
import { include } from './include.ts';
import { indexPages } from './indexes.ts';
import { pagesFolder, readPackages, repositoryPages, root, writtenPages } from './places.ts';
import { publishFiles } from './publish-files.ts';
import { rewriteLinks } from './rewrite-links.ts';

/**
 * Puts all pages but the API's together: what is written for the site, pages of the repository, and the reference that programs make.
 * Gives the text of each by its path.
 */
export async function assemble(folder: string = pagesFolder): Promise<ReadonlyMap<string, string>> {
  rmSync(folder, { recursive: true, force: true });
  const found = new Map<string, string>();
  const write = (page: string, text: string): void => {
    found.set(page, text);
    const file = join(folder, `${page}.md`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${text.trim()}\n`);
  };

  const pages = new Map([...repositoryPages(), ...writtenPages()]);
  const targets = { pages, address, publish: publishFiles(folder) };
  for (const [file, page] of pages) {
    const text = readFileSync(join(root, file), 'utf8');
    write(
      page,
      include(text, file, (part, from) => rewriteLinks(part, from, targets)),
    );
  }

  const declared = await declaredStores();
  write('reference/errors', errorsPage());
  write('reference/filters', filtersPage());
  write('reference/capabilities', capabilitiesPage(declared));
  write('reference/limits', limitsPage(declared));
  write('reference/environment', environmentPage());
  write('reference/packages/index', packagesPage(readPackages()));
  for (const [page, text] of indexPages()) write(page, text);
  for (const [name, text] of cliPages()) write(`reference/cli/${name}`, text);
  return found;
}
