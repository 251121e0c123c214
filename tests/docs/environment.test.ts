import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { variables } from '../../docs/reference/environment.ts';
import { isTestFile, sourceFiles } from '../support/source-files.ts';
import { packages } from '../support/workspace.ts';

/** In capitals and between quotation marks, and no variable: codes of errors, and what is set for other programs. */
const others = new Set(['AUTH_INVALID_API_KEY', 'AUTH_MISSING_API_KEY']);

/** What code that speaks of an environment calls a variable: `env['NAME']`, `'NAME'`, or the beginning `NAME_` of several. */
function namesIn(text: string): string[] {
  if (!/\benv\b|[vV]ariable/.test(text)) return [];
  return [...text.matchAll(/['"`]((?:[A-Z][A-Z\d]*_)+[A-Z\d]+|PGPASSWORD)['"`]/g)].map(
    ([, name = '']) => name,
  );
}

it('lists every variable that the sources read, and no other', () => {
  const read = new Set(
    packages
      .flatMap(({ folder }) => sourceFiles(folder))
      .filter((file) => !isTestFile(file))
      .flatMap((file) => namesIn(readFileSync(file, 'utf8')))
      .filter((name) => !others.has(name)),
  );
  const listed = Object.values(variables).flatMap((group) => group.map(({ name }) => name));
  expect(listed.length).toBe(new Set(listed).size);
  // `realServer` puts the first ones together; Node itself reads the last.
  const made = /^NESTVEC_(?:QDRANT|WEAVIATE|POSTGRES)_(?:GRPC_)?URL$|^NO_COLOR$/;
  const asWritten = (names: Iterable<string>) =>
    [...names].filter((name) => !made.test(name)).toSorted();
  expect(asWritten(listed)).toEqual(asWritten(read));
});
