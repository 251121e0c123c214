import { invalid } from '@nestvec/core/kit';
import type { DatabasePlace } from './database.ts';

/** A place that is a folder or an object store, as a URI. */
export function dataUri({ folder, name }: DatabasePlace): string {
  return folder ?? name;
}

/** The address of a place that is a server. */
export function urlOf({ flags: { url } }: DatabasePlace): string {
  if (url === undefined) throw invalid('--url', 'is needed for a server');
  return url;
}
