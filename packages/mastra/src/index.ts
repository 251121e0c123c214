export type { NestvecFilter } from './filter.ts';
export { NestvecVector } from './nestvec-vector.ts';
export type {
  CreateParams,
  DescribedIndex,
  QueryParams,
  UpdateParams,
  UpsertParams,
} from './params.ts';
export { searchTool, type SearchToolOptions } from './search-tool.ts';
export type { NestvecVectorOptions } from './vector-options.ts';
