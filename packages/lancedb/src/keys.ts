import { recordKey } from '@nestvec/core/store';

/** A byte order mark as text. */
export const bom = '\ufeff';

/** A record's key as it is written. */
export function keyOf(tenant: string | undefined, id: string): string {
  return keepBom(recordKey(tenant, id));
}

/**
 * A text that comes back as it was: Arrow's reader drops a byte order mark at the start of a text, so one that is meant is
 * written twice. Keys are written this way too, and compared as written.
 */
export function keepBom(text: string): string {
  return text.startsWith(bom) ? bom + text : text;
}
