import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { orMissing } from './errno.ts';
import type { ModelLayout } from './layout.ts';

/** Writes some of a chunk at a position and says how much; tests pass one that fails. */
export type WriteChunk = (
  file: FileHandle,
  chunk: Uint8Array,
  offset: number,
  position: number,
) => Promise<number>;

/**
 * The bytes of a file that have arrived, kept on disk whatever happens to the process. Each byte is written at its own
 * position, so even two processes that fill the same part write the same.
 */
export class Part {
  readonly path: string;
  readonly #file: FileHandle;
  readonly #etagPath: string;
  readonly #write: WriteChunk;
  #bytes: number;
  #etag: string | undefined;
  #resumed: boolean;

  private constructor(
    paths: { readonly path: string; readonly etagPath: string },
    file: FileHandle,
    write: WriteChunk,
    found: { readonly bytes: number; readonly etag: string | undefined },
  ) {
    this.path = paths.path;
    this.#etagPath = paths.etagPath;
    this.#file = file;
    this.#write = write;
    this.#bytes = found.bytes;
    this.#etag = found.etag;
    this.#resumed = found.bytes > 0;
  }

  /** Opens what is there, or begins. */
  static async open(
    layout: ModelLayout,
    oid: string,
    write: WriteChunk = writeChunk,
  ): Promise<Part> {
    const paths = { path: layout.part(oid), etagPath: layout.partEtag(oid) };
    await mkdir(dirname(paths.path), { recursive: true });
    const etag = await orMissing(readFile(paths.etagPath, 'utf8'));
    // Neither 'r+' nor 'a' fits: it must come into being, and be written at positions.
    const file = await open(paths.path, constants.O_RDWR | constants.O_CREAT);
    const { size } = await file.stat();
    return new Part(paths, file, write, { bytes: size, etag: etag || undefined });
  }

  /** How many bytes have arrived. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Validator of the content they come from, where a server gave a strong one. */
  get etag(): string | undefined {
    return this.#etag;
  }

  /** Whether they come from more than one connection. */
  get resumed(): boolean {
    return this.#resumed;
  }

  /** Marks that bytes of another connection follow. */
  continueWith(etag: string | undefined): Promise<void> {
    this.#resumed = this.#bytes > 0;
    return this.#keepEtag(etag);
  }

  async append(chunk: Uint8Array): Promise<void> {
    for (let offset = 0; offset < chunk.byteLength;) {
      const written = await this.#write(this.#file, chunk, offset, this.#bytes);
      offset += written;
      this.#bytes += written;
    }
  }

  /** Throws the bytes away. */
  async restart(): Promise<void> {
    await this.#file.truncate(0);
    this.#bytes = 0;
    this.#resumed = false;
    await this.#keepEtag(undefined);
  }

  /** Resolves when all bytes are on the disk. */
  sync(): Promise<void> {
    return this.#file.sync();
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  async #keepEtag(etag: string | undefined): Promise<void> {
    const strong = etag?.startsWith('"') ? etag : undefined;
    if (strong === this.#etag) return;
    this.#etag = strong;
    if (strong === undefined) await rm(this.#etagPath, { force: true });
    else await writeFile(this.#etagPath, strong);
  }
}

async function writeChunk(
  file: FileHandle,
  chunk: Uint8Array,
  offset: number,
  position: number,
): Promise<number> {
  const { bytesWritten } = await file.write(chunk, offset, chunk.byteLength - offset, position);
  return bytesWritten;
}
