import { readFileSync } from 'node:fs';
import { parseSync, Visitor } from 'oxc-parser';

/** The names that an `index.ts` lists, one by one; it lists nothing in another way, or this throws. */
export function exportsOf(file: string): { name: string; kind: 'value' | 'type' }[] {
  const { program, errors } = parseSync(file, readFileSync(file, 'utf8'));
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]?.message}`);
  const found: { name: string; kind: 'value' | 'type' }[] = [];

  new Visitor({
    ExportNamedDeclaration: ({ declaration, exportKind, specifiers }) => {
      if (declaration) throw new Error(`${file} declares something; it may list exports only`);
      for (const { exported, exportKind: own } of specifiers) {
        const isType = exportKind === 'type' || own === 'type';
        const name = exported.type === 'Literal' ? exported.value : exported.name;
        found.push({ name, kind: isType ? 'type' : 'value' });
      }
    },
    ExportAllDeclaration: () => {
      throw new Error(`${file} exports without a list of names`);
    },
    ExportDefaultDeclaration: () => {
      throw new Error(`${file} has a default export`);
    },
  }).visit(program);
  return found;
}
