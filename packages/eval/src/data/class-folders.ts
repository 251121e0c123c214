import { basename, resolve } from 'node:path';
import { invalid } from '@nestvec/core/kit';
import { isImage, walk } from '@nestvec/sources/kit';
import type { LabelledDataset, LabelledExample } from './dataset.ts';

/**
 * Images in one folder a class, as torchvision's ImageFolder takes them: classes are the folders' names in order, with `_` and `/` as
 * spaces. Throws `invalid-input` where there are fewer than two such folders or an image lies beside them.
 */
export async function classFolders(root: string): Promise<LabelledDataset> {
  const found: { readonly id: string; readonly path: string; readonly folder: string }[] = [];
  for await (const file of walk(resolve(root), undefined)) {
    if ('error' in file) throw file.error;
    if (!isImage(file.id)) continue;
    const slash = file.id.indexOf('/');
    if (slash === -1)
      throw invalid(
        root,
        `has ${file.id} beside its folders; each image belongs into the folder of its class`,
      );
    found.push({ id: file.id, path: file.path, folder: file.id.slice(0, slash) });
  }
  const folders = [...new Set(found.map(({ folder }) => folder))].sort();
  if (folders.length < 2)
    throw invalid(root, `has images in ${folders.length} folders; classes need at least two`);
  const examples = found.map(({ id, path, folder }): LabelledExample => ({
    id,
    content: { image: path },
    labels: [folders.indexOf(folder)],
  }));
  const classes = folders.map((name) => name.replaceAll(/[_/]+/g, ' '));
  return {
    name: basename(resolve(root)),
    classes,
    templates: undefined,
    isMultiLabel: false,
    examples,
  };
}
