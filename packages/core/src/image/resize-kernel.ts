import { kernelBytes } from './resize-kernel-bytes.ts';

/** The two passes of `resizeAndCrop` in WebAssembly, over `memory`. resize-kernel.wat says what they take. */
export interface ResizeKernel {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  readonly filterRow: (...parameters: number[]) => void;
  readonly filterColumns: (...parameters: number[]) => void;
}

/** What the kernel that is kept may hold; an image that needs more, by a side of many thousand pixels, has one of its own. */
const mostKept = 32 * 2 ** 20;
const pageBytes = 2 ** 16;

/** The part that is used; TypeScript knows it for browsers only. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: object };
};

let compiled: object | undefined;
let kept: ResizeKernel | undefined;

/** A kernel with `bytes` of memory at least. What was in it before may still be there. */
export function kernelWith(bytes: number): ResizeKernel {
  const kernel = bytes > mostKept ? instantiate() : (kept ??= instantiate());
  const missing = bytes - kernel.memory.buffer.byteLength;
  if (missing > 0) kernel.memory.grow(Math.ceil(missing / pageBytes));
  return kernel;
}

function instantiate(): ResizeKernel {
  compiled ??= new WebAssembly.Module(Buffer.from(kernelBytes, 'base64'));
  const { exports } = new WebAssembly.Instance(compiled);
  return exports as ResizeKernel; // what resize-kernel.wat exports
}
