// For packages of this family that read files of other forms by the same rules. Names here may change in a minor version.
export { isImage } from './file-item.ts';
export { pathError } from './path-error.ts';
export { type TextLine, textLines } from './text/text-lines.ts';
export { walk, type WalkedFile } from './walk.ts';
