import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const own = fileURLToPath(new URL('../README.md', import.meta.url));

/** Puts a section between its marks in bench/README.md, or in another one. */
export async function intoReadme(
  name: string,
  section: string,
  readme: string = own,
): Promise<void> {
  const text = await readFile(readme, 'utf8');
  const [begin, end] = [`<!-- ${name} -->`, `<!-- end of ${name} -->`];
  const [before, rest] = text.split(begin);
  const after = rest?.split(end)[1];
  if (after === undefined) throw new Error(`${readme} has no ${begin} … ${end}`);
  await writeFile(readme, `${before}${begin}\n\n${section}\n\n${end}${after}`);
}
