import { execFile } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { type CodeBlock, codeBlocks, pagesWithCode } from '../support/code-blocks.ts';
import { givenNames, givenOnPages } from '../support/given-names.ts';
import { root } from '../support/workspace.ts';

const run = promisify(execFile);
/** Below the documentation's packages, which are all that a page may import. */
const folder = join(root, 'docs/.cache/blocks');
const blocks = pagesWithCode().flatMap(codeBlocks);

describe('code on pages', () => {
  it('is found on many pages', () => {
    const of = (language: string) => blocks.filter((block) => block.language === language);
    expect(of('ts').length).toBeGreaterThan(60);
    expect(of('sh').length).toBeGreaterThan(20);
    expect(new Set(of('ts').map(({ page }) => page)).size).toBeGreaterThan(30);
  });

  it('compiles, each block with what its page says it has', { timeout: 120_000 }, async () => {
    const { missing, wrong } = await compile(blocks);
    expect(missing).toEqual([]);
    expect(wrong).toEqual([]);
  });

  it('that is wrong is found, by its page and line', { timeout: 120_000 }, async () => {
    const block = {
      page: 'x.md',
      line: 3,
      language: 'ts',
      code: '\nindex.serach("a");\nnope();\n',
    };
    const { missing, wrong } = await compile([block]);
    expect(missing).toEqual(['x.md:6 nope']);
    expect(wrong).toEqual([expect.stringMatching(/^x\.md:5 .*serach/)]);
  });

  it('parses where it is JSON', () => {
    const broken = blocks
      .filter(({ language }) => language === 'json')
      .filter(({ code }) => !isJson(code));
    expect(broken.map(({ page, line }) => `${page}:${line}`)).toEqual([]);
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

type Problems = {
  /** Names that neither the block nor the table of given names has. */
  missing: string[];
  wrong: string[];
};

/** Compiles blocks twice: what the first time lacks a name gets the declaration that the table has of it. */
async function compile(all: readonly CodeBlock[]): Promise<Problems> {
  const typescript = all.filter(({ language }) => language === 'ts');
  const given = typescript.map((block) => new Set(givenOf(block)));
  const missing = new Set<string>();
  for (const { at, line, code, text } of await diagnose(typescript, given)) {
    const name = unknownName(code, text);
    if (name === undefined) continue;
    const block = typescript[at];
    const declaration = givenNames[name];
    if (declaration === undefined) missing.add(`${placeOf(block, line)} ${name}`);
    else given[at]?.add(declaration);
  }
  const found = (await diagnose(typescript, given)).filter(
    ({ code, text }) => unknownName(code, text) === undefined,
  );
  const wrong = found
    .filter(({ at, line }) => !isMeant(typescript[at], line))
    .map(({ at, line, text }) => `${placeOf(typescript[at], line)} ${text}`);
  const right = typescript.flatMap((block, at) =>
    block.code.split('\n').flatMap((_, k) => {
      const line = k + 1;
      const isFound = found.some((each) => each.at === at && each.line === line);
      return isMeant(block, line) && !isFound ? [`${placeOf(block, line)} compiles`] : [];
    }),
  );
  return { missing: [...missing], wrong: [...wrong, ...right] };
}

/** What its page gives a block that uses it and does not declare it. */
function givenOf({ page, code }: CodeBlock): string[] {
  return Object.entries(givenOnPages[page] ?? {})
    .filter(([name]) => new RegExp(`\\b${name}\\b`).test(code))
    .filter(([name]) => !new RegExp(`(?:const|let|import) (?:\\{[^}]*)?\\b${name}\\b`).test(code))
    .map(([, declaration]) => declaration);
}

/** Whether a page says of a line that it does not compile. */
function isMeant(block: CodeBlock | undefined, line: number): boolean {
  return block?.code.split('\n')[line - 1]?.endsWith('// does not compile') === true;
}

function placeOf(block: CodeBlock | undefined, line: number): string {
  return `${block?.page}:${(block?.line ?? 0) + line}`;
}

function unknownName(code: string, text: string): string | undefined {
  if (!['TS2304', 'TS2552', 'TS18004', 'TS2503'].includes(code)) return undefined;
  return /'(\w+)'/.exec(text)?.[1];
}

type Diagnostic = { at: number; line: number; code: string; text: string };

/** Names that are given stand on one line before the block, so that lines stay what they are, one further. */
async function diagnose(
  typescript: readonly CodeBlock[],
  given: readonly ReadonlySet<string>[],
): Promise<Diagnostic[]> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [at, { code }] of typescript.entries()) {
    const before = [...(given[at] ?? [])].join(' ');
    writeFileSync(join(folder, `${at}.mts`), `${before} export {};\n${code}`);
  }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(settings));
  // What a reader has beside the code.
  for (const [name, text] of Object.entries(beside)) writeFileSync(join(folder, name), text);
  const manifest = createRequire(import.meta.url).resolve('typescript/package.json');
  const bin = join(dirname(manifest), 'bin/tsc');
  const args = [bin, '--project', folder, '--pretty', 'false'];
  const { stdout } = await run(process.execPath, args, { cwd: folder, maxBuffer: 2 ** 26 }).catch(
    (error: unknown) => error as { stdout: string }, // of a process that ended
  );
  const lines = [...stdout.matchAll(/^(\d+)\.mts\((\d+),\d+\): error (TS\d+): (.*)$/gm)];
  const elsewhere = stdout.split('\n').filter((line) => /error TS/.test(line)).length;
  expect(elsewhere, stdout).toBe(lines.length);
  return lines.map(([, at, line, code = '', text = '']) => ({
    at: Number(at),
    line: Number(line) - 1,
    code,
    text,
  }));
}

const beside = {
  'my-store.ts':
    "export declare const myStore: (options: { url: string; collection: string }) => import('@nestvec/core').Store;",
};

const settings = {
  compilerOptions: {
    target: 'es2024',
    lib: ['es2024', 'es2025.collection', 'dom', 'dom.iterable'],
    module: 'nodenext',
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
    types: ['node'],
  },
  include: ['*.mts'],
};
