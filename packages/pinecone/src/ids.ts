import { createHash, randomBytes } from 'node:crypto';
import { maxIdBytes } from '@nestvec/core/store';

/** Ids that begin like this are ours: hashes of ids that Pinecone can't take. */
const reservedPrefix = '__';
/** The same for ids that a version does not fit behind. It is followed by what no hash begins with. */
const longPrefix = '__long-';

/** A record's id in Pinecone: its own where that is ASCII without NUL, else a hash of it. */
export function homeId(id: string): string {
  return isPlain(id) && !id.startsWith(reservedPrefix) ? id : reservedPrefix + hash(id);
}

/** Length of a version. */
const versionLength = 15;

/** A new version: the time, so that it can be seen how old it is, and something that no other write has. */
export function newVersion(now: number): string {
  const random = randomBytes(4).readUInt32BE().toString(36).padStart(7, '0').slice(-6);
  return now.toString(36).padStart(9, '0') + random;
}

/** When a version was made, in epoch milliseconds. */
export function versionTime(version: string): number {
  return Number.parseInt(version.slice(0, 9), 36);
}

/** Id of one version of a vector in an index beside the first. */
export function versionedId(home: string, version: string): string {
  const id = `${home}#${version}`;
  return id.length <= maxIdBytes ? id : `${longPrefix}${hash(home)}#${version}`;
}

/** The record's id in such an id; `undefined` where it was too long for one. */
export function homeOfVersioned(id: string): string | undefined {
  return id.startsWith(longPrefix) ? undefined : id.slice(0, -versionLength - 1);
}

/** The version in such an id. */
export function versionOf(id: string): string {
  return id.slice(-versionLength);
}

/** Whether an id is ASCII without NUL, as Pinecone wants it. */
export function isPlain(id: string): boolean {
  for (let i = 0; i < id.length; i++) {
    const code = id.charCodeAt(i);
    if (code === 0 || code > 0x7f) return false;
  }
  return true;
}

function hash(id: string): string {
  return createHash('sha256').update(id).digest('hex');
}
