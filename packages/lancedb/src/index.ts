export type { LanceModule } from './client.ts';
export type { LanceOptions } from './options.ts';
export { lancedb, type LanceStore } from './store.ts';
