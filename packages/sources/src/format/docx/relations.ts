import { posix } from 'node:path';
import { readXml } from './read-xml.ts';

/** What a part of a document refers to. */
export interface Relation {
  readonly id: string;
  /** The last word of its type, such as `image`. */
  readonly type: string;
  /** The name of a file in the archive, or an address outside of it. */
  readonly target: string;
  readonly isOutside: boolean;
}

/** The relations of a part, such as `word/document.xml`; those of the archive itself for an empty name. */
export function readRelations(
  files: ReadonlyMap<string, Buffer>,
  part: string,
): readonly Relation[] {
  const { dir, base } = posix.parse(part);
  const name = posix.join(dir, '_rels', `${base}.rels`);
  const bytes = files.get(name);
  const relations: Relation[] = [];
  if (bytes === undefined) return relations;
  readXml(bytes, name, {
    open(tag) {
      const id = tag.get('Id');
      const target = tag.get('Target');
      if (tag.name !== 'Relationship' || id === undefined || target === undefined) return;
      const isOutside = tag.get('TargetMode') === 'External';
      const type = tag.get('Type')?.split('/').at(-1) ?? '';
      relations.push({ id, type, isOutside, target: isOutside ? target : fileName(dir, target) });
    },
  });
  return relations;
}

function fileName(folder: string, target: string): string {
  return target.startsWith('/') ? target.slice(1) : posix.join(folder, target);
}
