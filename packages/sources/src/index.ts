export { folder, type FolderOptions } from './folder.ts';
export { jsonl, type JsonlOptions } from './jsonl.ts';
export { openSource, type SourceOptions } from './open-source.ts';
