import { readFileSync } from 'node:fs';
import { parseSync, Visitor } from 'oxc-parser';

export type Import = {
  specifier: string;
  /** `static` runs when the file is loaded; `lazy` is `import()`, `require()` or `import.meta.resolve()`; `type` never runs. */
  kind: 'static' | 'lazy' | 'type';
};

/** Everything a file imports or re-exports. A computed `import(name)` is not in the list. */
export function importsOf(file: string): Import[] {
  const { program, errors } = parseSync(file, readFileSync(file, 'utf8'));
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]?.message}`);
  const found: Import[] = [];
  const add = (specifier: string, kind: Import['kind']) => found.push({ specifier, kind });

  new Visitor({
    ImportDeclaration: ({ source, importKind, specifiers }) =>
      add(source.value, isTypeOnly(importKind, specifiers) ? 'type' : 'static'),
    ExportAllDeclaration: ({ source, exportKind }) =>
      add(source.value, exportKind === 'type' ? 'type' : 'static'),
    ExportNamedDeclaration: ({ source, exportKind }) =>
      source && add(source.value, exportKind === 'type' ? 'type' : 'static'),
    ImportExpression: ({ source }) => {
      if (source.type === 'Literal' && typeof source.value === 'string') add(source.value, 'lazy');
    },
    TSImportType: ({ source }) => add(source.value, 'type'),
    CallExpression: ({ callee, arguments: [argument] }) => {
      const isRequire = callee.type === 'Identifier' && callee.name === 'require';
      const isResolve =
        callee.type === 'MemberExpression' &&
        callee.object.type === 'MetaProperty' &&
        callee.property.type === 'Identifier' &&
        callee.property.name === 'resolve';
      if (
        (isRequire || isResolve) &&
        argument?.type === 'Literal' &&
        typeof argument.value === 'string'
      ) {
        add(argument.value, 'lazy');
      }
    },
  }).visit(program);
  return found;
}

/** `@scope/name` or `name` of a bare import; undefined for relative files and Node's own modules. */
export function packageOf(specifier: string): string | undefined {
  if (/^(\.|\/|node:|#)/.test(specifier)) return undefined;
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

function isTypeOnly(
  importKind: string | undefined,
  specifiers: readonly { type: string; importKind?: string }[],
): boolean {
  if (importKind === 'type') return true;
  return specifiers.length > 0 && specifiers.every((each) => each.importKind === 'type');
}
