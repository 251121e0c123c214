import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import type * as TypeScript from 'typescript-6';
import { root } from './support/workspace.ts';

const run = promisify(execFile);
const require = createRequire(import.meta.url);
const file = join(root, 'tests/__fixtures__/typed-index.ts');
const compilers = ['typescript-5.4', 'typescript-5.9', 'typescript-6', 'typescript'];

function compilerOf(name: string): { readonly bin: string; readonly version: string } {
  const manifest = require.resolve(`${name}/package.json`);
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }; // of a package
  return { bin: join(dirname(manifest), 'bin/tsc'), version };
}

describe('an index whose fields and vectors are written out', { timeout: 120_000 }, () => {
  it('has thirty-two wrong calls in its list, each marked, and in the README', () => {
    const calls = readFileSync(file, 'utf8').split('export async function ');
    const marked = (name: string): number =>
      (calls.find((part) => part.startsWith(`${name}(`)) ?? '').split('// @ts-expect-error')
        .length - 1;
    const counts = ['wrong', 'wrongFacets', 'wrongLists', 'wrongHits', 'right'].map(marked);
    expect(counts).toEqual([32, 5, 7, 2, 0]);
    const wrong = calls.find((part) => part.startsWith('wrong(')) ?? '';
    const listed = [...wrong.matchAll(/@ts-expect-error (.+)\n\s+(.+)/g)];
    expect(listed).toHaveLength(32);
    console.log(listed.map(([, reason, call], i) => `${i + 1}. ${reason}: ${call}`).join('\n'));
    const page = readFileSync(join(root, 'packages/core/README.md'), 'utf8');
    const rows = [...page.matchAll(/^\| +\d+ +\| `(.+?)` +\| (.+?) +\|$/gm)];
    expect(rows.map(([, call, reason]) => [call, reason])).toEqual(
      listed.map(([, reason = '', call = '']) => [call.replace(/^await |;$/g, ''), reason]),
    );
  });

  // A mark under which nothing is wrong is an error itself, so no output means that all wrong calls are refused and all others pass.
  it.each(
    compilers.flatMap((name) => [
      [name, 'strict', []],
      [name, 'strict and exact', ['--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess']],
    ]),
  )('is checked by %s, %s', async (name, kind, flags) => {
    const { bin, version } = compilerOf(name);
    const started = performance.now();
    const args = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext'];
    const target = ['--target', 'es2022', '--types', 'node', '--moduleDetection', 'force'];
    const ignored = version.startsWith('5') ? [] : ['--ignoreConfig'];
    const { stdout } = await run(
      process.execPath,
      [bin, ...args, ...target, ...ignored, ...(flags as string[]), file], // from the table above
      { cwd: join(root, 'tests') },
    ).catch((error: unknown) => error as { stdout: string }); // of a process that ended
    const ms = Math.round(performance.now() - started);
    console.log(`TypeScript ${version}, ${kind}: ${ms} ms`);
    expect(stdout).toBe('');
  });

  it('has its names completed by an editor', () => {
    const ts: typeof TypeScript = require('typescript-6');
    const source = readFileSync(file, 'utf8');
    const options: TypeScript.CompilerOptions = {
      strict: true,
      skipLibCheck: true,
      module: ts.ModuleKind.NodeNext,
      target: ts.ScriptTarget.ES2022,
      types: ['node'],
    };
    const service = (content: string) =>
      ts.createLanguageService({
        getCompilationSettings: () => options,
        getScriptFileNames: () => [file],
        getScriptVersion: () => '1',
        getScriptSnapshot: (name) => {
          const text = name === file ? content : ts.sys.readFile(name);
          return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
        },
        getCurrentDirectory: () => join(root, 'tests'),
        getDefaultLibFileName: (settings) => ts.getDefaultLibFilePath(settings),
        fileExists: (name) => ts.sys.fileExists(name),
        readFile: (name) => ts.sys.readFile(name),
        directoryExists: (name) => ts.sys.directoryExists(name),
        getDirectories: (name) => ts.sys.getDirectories(name),
        realpath: (name) => ts.sys.realpath?.(name) ?? name,
      });
    const complete = (call: string): string[] => {
      const marker = 'export async function right(): Promise<void> {\n';
      const place = source.indexOf(marker) + marker.length;
      const content = `${source.slice(0, place)}${call.replace('|', '')}\n${source.slice(place)}`;
      const found = service(content).getCompletionsAtPosition(file, place + call.indexOf('|'), {});
      return (found?.entries ?? []).map(({ name }) => name);
    };
    const fields = ['brand', 'price', 'stocked', 'made', 'tags', 'sizes'];
    expect(complete("void index.search('q', { filter: { | } });")).toEqual(
      expect.arrayContaining([...fields, '$or', '$parentId']),
    );
    expect(complete("void index.search('q', { filter: { price: { | } } });")).toEqual(
      expect.arrayContaining(['$gt', '$in']),
    );
    expect(complete("void index.search('q', { groupBy: { field: '|' } });")).toEqual(
      expect.arrayContaining(['brand', 'price', '$parentId']),
    );
    expect(complete("void index.search('q', { using: '|' });")).toEqual(
      expect.arrayContaining(['image', 'image_64']),
    );
  });
});
