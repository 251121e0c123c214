export {
  createNestvec,
  type NestvecOptions,
  type NestvecProvider,
  type NestvecProviderV4,
} from './create-nestvec.ts';
export type { NestvecEmbeddingModel } from './embedding-model.ts';
export type { EmbeddingOptions } from './embedding-options.ts';
export { imageValues, type ImageValues } from './image-values.ts';
export {
  type FoundPassage,
  type SearchInput,
  searchTool,
  type SearchToolOptions,
} from './search-tool.ts';
