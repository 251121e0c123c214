import type { WeaviateApi } from './api.ts';
import type { Lane } from './lane.ts';
export interface ClientMethods {
  readonly close: () => Promise<void>;
}
export function clientApi(_: ClientMethods): WeaviateApi {
  throw new Error('todo');
}
export function clientLane(_: ClientMethods): Lane {
  throw new Error('todo');
}
export async function clientHeaders(_: ClientMethods): Promise<Record<string, string>> {
  return {};
}
