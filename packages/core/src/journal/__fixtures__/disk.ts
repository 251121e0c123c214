import { dirname } from 'node:path';
import type { DirectoryCalls } from '../directory.ts';

/** The smallest piece that a power cut leaves whole. */
const sector = 512;

/** Thrown by everything once the power is gone. */
class PowerCut extends Error {}

/** Thrown by a write for which there is no room. */
export class NoRoom extends Error {}

/** Bytes that were written at a place. */
interface Change {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** A file as its process sees it, and as much of it as a power cut leaves for sure. */
interface DiskFile {
  seen: Uint8Array;
  synced: Uint8Array;
  /** Since the last sync, in order. */
  changes: (Change | { readonly length: number })[];
}

/** One step that a program took. */
export interface Step {
  readonly kind: 'write' | 'sync' | 'truncate' | 'remove' | 'create' | 'sync-directory';
  readonly path: string;
}

/**
 * A disk in memory that keeps only what was synced: at a power cut each sector that was written since may be there or not, in any
 * order, and a file or directory whose entry was not synced may be gone. The disk can be cut off at any step, or be full.
 */
export class Disk implements DirectoryCalls {
  readonly steps: Step[] = [];
  /** Number of the step that the power is cut at. */
  cutAt: number = Number.POSITIVE_INFINITY;
  /** Bytes that files may have in all. */
  room: number = Number.POSITIVE_INFINITY;
  private readonly files = new Map<string, DiskFile>();
  /** Removed, but their directory was not synced since: they may be back after a power cut. */
  private readonly removed = new Map<string, DiskFile>();
  private readonly directories = new Set<string>(['/']);
  private readonly syncedEntries = new Set<string>();

  private step(kind: Step['kind'], path: string): void {
    if (this.steps.length >= this.cutAt) throw new PowerCut();
    this.steps.push({ kind, path });
  }

  has(path: string): boolean {
    return this.files.has(path);
  }

  create(path: string): void {
    if (!this.directories.has(dirname(path))) throw new Error(`there is no ${dirname(path)}`);
    if (this.files.has(path)) return;
    this.step('create', path);
    this.files.set(path, { seen: new Uint8Array(), synced: new Uint8Array(), changes: [] });
  }

  read(path: string): Uint8Array {
    return this.fileAt(path).seen;
  }

  write(path: string, offset: number, bytes: Uint8Array): void {
    this.step('write', path);
    const file = this.fileAt(path);
    const length = Math.max(file.seen.length, offset + bytes.length);
    if (this.used() - file.seen.length + length > this.room) throw new NoRoom();
    file.seen = resized(file.seen, length);
    file.seen.set(bytes, offset);
    file.changes.push({ offset, bytes: bytes.slice() });
  }

  truncate(path: string, length: number): void {
    this.step('truncate', path);
    const file = this.fileAt(path);
    file.seen = resized(file.seen, length);
    file.changes.push({ length });
  }

  syncFile(path: string, andEntry: boolean): void {
    this.step('sync', path);
    const file = this.fileAt(path);
    file.synced = file.seen.slice();
    file.changes = [];
    if (andEntry) this.syncDirectory(dirname(path));
  }

  remove(path: string): void {
    this.step('remove', path);
    const file = this.files.get(path);
    if (file !== undefined) this.removed.set(path, file);
    this.files.delete(path);
  }

  async sync(path: string): Promise<void> {
    this.syncDirectory(path);
  }

  async make(path: string): Promise<string | undefined> {
    let first: string | undefined;
    const missing: string[] = [];
    for (let at = path; !this.directories.has(at); at = dirname(at)) missing.unshift(at);
    for (const directory of missing) {
      this.step('create', directory);
      this.directories.add(directory);
      first ??= directory;
    }
    return first;
  }

  /** The disk that is found when the power is back. */
  afterPowerCut(chance: () => boolean): Disk {
    const next = new Disk();
    const isThere = (path: string): boolean =>
      path === '/' || (isThere(dirname(path)) && (this.syncedEntries.has(path) || chance()));
    for (const directory of [...this.directories].sort()) {
      if (!isThere(directory)) continue;
      next.directories.add(directory);
      next.syncedEntries.add(directory);
    }
    const files = new Map(this.files);
    for (const [path, file] of this.removed) if (!files.has(path) && chance()) files.set(path, file);
    for (const [path, file] of files) {
      if (!next.directories.has(dirname(path))) continue;
      if (!this.syncedEntries.has(path) && !chance()) continue;
      const seen = survivor(file, chance);
      next.files.set(path, { seen, synced: seen.slice(), changes: [] });
      next.syncedEntries.add(path);
    }
    return next;
  }

  private syncDirectory(path: string): void {
    this.step('sync-directory', path);
    for (const entry of this.removed.keys()) if (dirname(entry) === path) this.removed.delete(entry);
    for (const entry of [...this.files.keys(), ...this.directories]) {
      if (dirname(entry) === path) this.syncedEntries.add(entry);
    }
  }

  private fileAt(path: string): DiskFile {
    const file = this.files.get(path);
    if (file === undefined) throw new Error(`there is no ${path}`);
    return file;
  }

  private used(): number {
    let used = 0;
    for (const { seen } of this.files.values()) used += seen.length;
    return used;
  }
}

/** What was synced, with any of the sectors that were written since. */
function survivor({ synced, changes }: DiskFile, chance: () => boolean): Uint8Array {
  let content: Uint8Array = synced.slice();
  for (const change of changes) {
    if ('length' in change) {
      if (chance()) content = resized(content, change.length);
      continue;
    }
    const { offset, bytes } = change;
    for (let start = offset; start < offset + bytes.length; ) {
      const end = Math.min(offset + bytes.length, (Math.floor(start / sector) + 1) * sector);
      if (chance()) {
        content = resized(content, Math.max(content.length, end));
        content.set(bytes.subarray(start - offset, end - offset), start);
      }
      start = end;
    }
  }
  return content;
}

/** As long as asked, zeroes where it is longer; memory is taken ahead, since files grow by small pieces. */
function resized(content: Uint8Array, length: number): Uint8Array {
  if (length <= content.length) return content.subarray(0, length);
  if (content.byteOffset === 0 && content.buffer.byteLength >= length) {
    return new Uint8Array(content.buffer, 0, length).fill(0, content.length);
  }
  const larger = new Uint8Array(length * 2);
  larger.set(content);
  return larger.subarray(0, length);
}
