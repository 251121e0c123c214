export type { FoundFacts } from './found-document.ts';
export { nestvec } from './nestvec.ts';
export type { EmbedOptions } from './embed-options.ts';
export type { NestvecOptions, ServedIndex, ShownImages } from './options.ts';
export type { RetrieveOptions } from './retrieve-options.ts';
