import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { docx } from '../../packages/sources/src/__fixtures__/docx.ts';
import { at, drawnPdf } from '../../packages/sources/src/__fixtures__/drawn-pdf.ts';
import { createRandom } from '../support/vectors.ts';

const syllables = 'ka lo mi ren sta ver ünd öst çan tor pel gri van dom ler shi'.split(' ');

/** Texts of words that are made up; the same ones every time. */
function createWriter(): { readonly words: (count: number) => string } {
  const random = createRandom(20);
  const word = (): string => {
    const length = 1 + Math.floor(random() * 3);
    return Array.from({ length }, () => syllables[Math.floor(random() * syllables.length)]).join(
      '',
    );
  };
  return {
    words: (count) => {
      const text = Array.from({ length: count }, word).join(' ');
      return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
    },
  };
}

/** Writes a folder or table of each kind that is read, below a folder, and gives their paths; those that take longest come last. */
export function makeFolders(below: string): string[] {
  const { words } = createWriter();
  const folder = (
    name: string,
    count: number,
    file: (index: number) => Buffer | string,
  ): string => {
    const path = join(below, name);
    mkdirSync(path, { recursive: true });
    const [, extension = ''] = name.split('-');
    for (let index = 0; index < count; index += 1)
      writeFileSync(join(path, `${index}.${extension}`), file(index));
    return path;
  };
  const table = (name: string, lines: readonly string[]): string => {
    const path = join(below, name);
    writeFileSync(path, `${lines.join('\n')}\n`);
    return path;
  };
  const count = (length: number): number[] => Array.from({ length }, (_, index) => index);
  return [
    folder('images-png', 5000, () => ''),
    folder('texts-txt', 3000, () => words(400)),
    folder('markdown-md', 1500, () =>
      count(8)
        .map(
          (part) =>
            `## ${words(4)}\n\n${words(60)}\n\n- ${words(8)}\n- [${words(2)}](#${part})\n\n\`\`\`\n${words(20)}\n\`\`\`\n`,
        )
        .join('\n'),
    ),
    table('rows.csv', [
      'id,text,price,note',
      ...count(80_000).map((row) => `${row},"${words(20)}",${row / 4},"say ""${words(3)}"""`),
    ]),
    table(
      'rows.jsonl',
      count(80_000).map((row) =>
        JSON.stringify({ id: `r${row}`, text: words(20), metadata: { price: row / 4, note: 'x' } }),
      ),
    ),
    folder(
      'pages-html',
      500,
      () =>
        `<!doctype html><title>${words(4)}</title><nav><a href="/">${words(2)}</a></nav><main>${count(
          40,
        )
          .map(
            () =>
              `<h2>${words(4)}</h2><p>${words(60)} <b>${words(3)}</b></p><table><tr><td>${words(2)}<td>${words(2)}</table>`,
          )
          .join('')}</main>`,
    ),
    folder('word-docx', 200, () =>
      docx(count(60).map((part) => (part % 10 === 0 ? `# ${words(4)}` : words(50)))),
    ),
    folder('print-pdf', 10, () =>
      drawnPdf(
        count(40).map(() =>
          count(45)
            .map((line) => at(60, 740 - 15 * line, words(11), 10))
            .join(''),
        ),
      ),
    ),
  ];
}
