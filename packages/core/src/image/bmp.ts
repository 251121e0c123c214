import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { once } from '../async/once.ts';
import { readPackageFile } from '../bundled.ts';
import { knownBmp } from './bmp-kinds.ts';
import type { Raster } from './decode.ts';
import { imageError } from './image-error.ts';

/** Sides of a Windows bitmap. */
export interface BmpSize {
  readonly width: number;
  readonly height: number;
}

/** What the decoder's module exports, of which it needs nothing from outside but what it never calls. */
interface Decoder {
  readonly memory: { readonly buffer: ArrayBuffer };
  _initialize(): void;
  malloc(bytes: number): number;
  /** Writes the address of the pixels (red, green, blue, alpha) and their sides; 0 where all went well. */
  decode_bmp(pixels: number, width: number, height: number, input: number, bytes: number): number;
}

/** Whether a file begins as a bitmap does. */
export function isBmp(bytes: Uint8Array): boolean {
  return bytes[0] === 0x42 && bytes[1] === 0x4d && bytes.length >= 26;
}

/** The sides in a bitmap's header, checked before anything is decoded. Throws `image` where they make no sense. */
export function readBmpSize(bytes: Uint8Array, source: string): BmpSize {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isOld = view.getUint32(14, true) === 12; // OS/2's first kind
  const width = isOld ? view.getUint16(18, true) : view.getInt32(18, true);
  // Negative where the rows go from the top down.
  const height = Math.abs(isOld ? view.getUint16(20, true) : view.getInt32(22, true));
  if (width > 0 && height > 0) return { width, height };
  throw imageError(source, 'not-an-image', `is a BMP of ${width} x ${height} pixels`);
}

/** The part that is used; TypeScript knows it for browsers only. */
declare const WebAssembly: {
  compile(bytes: Uint8Array): Promise<object>;
  instantiate(module: object, imports: object): Promise<{ readonly exports: object }>;
};

const loadModule = once(async () => await WebAssembly.compile(await readDecoder()));

/** Node finds it; in bundles, which may not know how, it is looked for. */
async function readDecoder(): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await readFile(fileURLToPath(import.meta.resolve('@cwasm/nsbmp/nsbmp.wasm')));
  } catch {
    return await readPackageFile('@cwasm/nsbmp/nsbmp.wasm', import.meta.url);
  }
}

const refuse = (): never => {
  throw new Error('the decoder asked for a file');
};

/**
 * Decodes a bitmap by libnsbmp, the decoder of the browser NetSurf, as WebAssembly: in an instance of its own, so that neither its
 * memory nor what a damaged file does to it outlives the call. Alpha is laid on white. Rejects with `image`.
 */
export async function decodeBmp(
  bytes: Uint8Array,
  source: string,
  { width, height }: BmpSize,
): Promise<Raster> {
  const known = knownBmp(bytes, source);
  const files = { fd_close: refuse, fd_seek: refuse, fd_write: refuse };
  const { exports } = await WebAssembly.instantiate(await loadModule(), {
    wasi_snapshot_preview1: files,
  });
  const decoder = exports as Decoder; // of the version that is locked
  try {
    decoder._initialize();
    const input = decoder.malloc(known.length);
    const answer = decoder.malloc(12);
    new Uint8Array(decoder.memory.buffer).set(known, input);
    const error = decoder.decode_bmp(answer, answer + 4, answer + 8, input, known.length);
    const [at = 0, w, h] = new Uint32Array(decoder.memory.buffer, answer, 3);
    if (error === 0 && w === width && h === height)
      return { data: onWhite(new Uint8Array(decoder.memory.buffer, at, w * h * 4)), width, height };
  } catch (cause) {
    throw imageError(source, 'not-an-image', 'is a damaged BMP', cause);
  }
  throw imageError(source, 'not-an-image', 'is a damaged BMP');
}

/** Three bytes a pixel of four. */
function onWhite(rgba: Uint8Array): Uint8Array {
  const data = new Uint8Array((rgba.length / 4) * 3);
  for (let from = 0, to = 0; from < rgba.length; from += 4) {
    const alpha = rgba[from + 3] ?? 255;
    for (let channel = 0; channel < 3; channel++) {
      const value = rgba[from + channel] ?? 0;
      data[to++] = alpha === 255 ? value : Math.round((value * alpha) / 255 + 255 - alpha);
    }
  }
  return data;
}
