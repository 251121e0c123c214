import { createHash } from 'node:crypto';
import { invalid } from '../errors.ts';
import { describeValue } from '../json.ts';
import { checkList } from '../options/check-list.ts';

/** Longest id in UTF-8 bytes: what the strictest of the databases takes. */
export const maxIdBytes = 512;

/** Checks an id: any non-empty, well-formed string of at most 512 UTF-8 bytes. Throws `invalid-input` naming the place. */
export function checkId(id: unknown, path: string): asserts id is string {
  if (typeof id !== 'string')
    throw invalid(path, `must be a string, got ${describeValue(id)}; use String(id)`);
  if (id === '') throw invalid(path, 'is empty; give every record an id');
  if (!id.isWellFormed())
    throw invalid(path, 'holds half of a surrogate pair; use well-formed Unicode');
  const bytes = Buffer.byteLength(id);
  if (bytes > maxIdBytes)
    throw invalid(path, `has ${bytes} bytes where ${maxIdBytes} are allowed; hash it`);
}

/** Checks an array of ids. Throws `invalid-input` naming the place. */
export function checkIds(ids: unknown, path: string): asserts ids is readonly string[] {
  checkList(ids, path);
  for (const [i, id] of ids.entries()) checkId(id, `${path}[${i}]`);
}

/**
 * One text for a tenant and an id, different for every pair: tenant names hold no `/`, so the first one ends the tenant.
 * Without a tenant it is the id itself.
 */
export function recordKey(tenant: string | undefined, id: string): string {
  return tenant === undefined ? id : `${tenant}/${id}`;
}

/** Name space of the UUIDs below; it was made once at random and must never change. */
const namespace = Buffer.from('7d0f6c1e9a3b4f58b1c2e4a6905d83f7', 'hex');

/** The UUID (version 5) that stands for a record's key in databases whose ids are UUIDs. */
export function keyToUuid(key: string): string {
  const bytes = createHash('sha1').update(namespace).update(key, 'utf8').digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
