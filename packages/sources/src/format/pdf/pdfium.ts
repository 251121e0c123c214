import type * as Package from '@embedpdf/pdfium';
import { loadPeer, missingPeer, readPackageFile } from '@nestvec/core/kit';

/** PDFium's functions that are called here, by their names in C. Pointers and handles are numbers, and 0 means that there is none. */
interface PdfiumFunctions {
  malloc(bytes: number): number;
  free(pointer: number): void;
  PDFiumExt_Init(): void;
  PDFiumExt_OpenFormFillInfo(): number;
  PDFiumExt_CloseFormFillInfo(info: number): void;
  PDFiumExt_InitFormFillEnvironment(document: number, info: number): number;
  PDFiumExt_ExitFormFillEnvironment(form: number): void;
  FPDF_LoadMemDocument(data: number, size: number, password: number): number;
  FPDF_CloseDocument(document: number): void;
  FPDF_GetLastError(): number;
  FPDF_GetPageCount(document: number): number;
  FPDF_GetFormType(document: number): number;
  FPDF_GetMetaText(document: number, tag: number, buffer: number, bytes: number): number;
  FPDFDoc_GetAttachmentCount(document: number): number;
  FPDFDoc_GetAttachment(document: number, index: number): number;
  FPDFAttachment_GetName(attachment: number, buffer: number, bytes: number): number;
  FPDF_LoadPage(document: number, index: number): number;
  FPDF_ClosePage(page: number): void;
  FPDF_GetPageWidthF(page: number): number;
  FPDF_GetPageHeightF(page: number): number;
  FPDFText_LoadPage(page: number): number;
  FPDFText_ClosePage(text: number): void;
  FPDFText_CountChars(text: number): number;
  FPDFText_GetUnicode(text: number, index: number): number;
  FPDFText_GetTextObject(text: number, index: number): number;
  FPDFText_GetFontSize(text: number, index: number): number;
  FPDFText_GetMatrix(text: number, index: number, matrix: number): number;
  FPDFText_GetLooseCharBox(text: number, index: number, rect: number): number;
  FPDFText_GetCharOrigin(text: number, index: number, x: number, y: number): number;
  FPDFText_IsHyphen(text: number, index: number): number;
  FPDFText_HasUnicodeMapError(text: number, index: number): number;
  FPDFPage_CountObjects(page: number): number;
  FPDFPage_GetObject(page: number, index: number): number;
  FPDFFormObj_CountObjects(object: number): number;
  FPDFFormObj_GetObject(object: number, index: number): number;
  FPDFPageObj_GetType(object: number): number;
  FPDFPageObj_GetBounds(
    object: number,
    left: number,
    bottom: number,
    right: number,
    top: number,
  ): number;
  FPDFPageObj_CountMarks(object: number): number;
  FPDFPageObj_GetMark(object: number, index: number): number;
  FPDFPageObjMark_GetParamValueType(mark: number, key: number): number;
  FPDFPageObj_GetMatrix(object: number, matrix: number): number;
  FPDFPageObj_SetMatrix(object: number, matrix: number): number;
  FPDFImageObj_GetImagePixelSize(object: number, width: number, height: number): number;
  FPDFImageObj_GetImageMetadata(object: number, page: number, metadata: number): number;
  FPDFImageObj_GetImageFilterCount(object: number): number;
  FPDFImageObj_GetImageFilter(object: number, index: number, buffer: number, bytes: number): number;
  FPDFImageObj_GetImageDataDecoded(object: number, buffer: number, bytes: number): number;
  FPDFImageObj_GetImageDataRaw(object: number, buffer: number, bytes: number): number;
  FPDFImageObj_GetRenderedBitmap(document: number, page: number, object: number): number;
  FPDFBitmap_GetBuffer(bitmap: number): number;
  FPDFBitmap_GetWidth(bitmap: number): number;
  FPDFBitmap_GetHeight(bitmap: number): number;
  FPDFBitmap_GetStride(bitmap: number): number;
  FPDFBitmap_GetFormat(bitmap: number): number;
  FPDFBitmap_Destroy(bitmap: number): void;
  FPDFPage_GetAnnotCount(page: number): number;
  FPDFPage_GetAnnot(page: number, index: number): number;
  FPDFPage_CloseAnnot(annotation: number): void;
  FPDFAnnot_GetSubtype(annotation: number): number;
  FPDFAnnot_GetFlags(annotation: number): number;
  FPDFAnnot_GetRect(annotation: number, rect: number): number;
  FPDFAnnot_GetStringValue(annotation: number, key: number, buffer: number, bytes: number): number;
  FPDFAnnot_GetFileAttachment(annotation: number): number;
  FPDFAnnot_GetAP(annotation: number, mode: number, buffer: number, bytes: number): number;
  EPDFAnnot_HasAppearanceStream(annotation: number, mode: number): number;
  EPDFAnnot_Flatten(page: number, annotation: number): number;
  FPDFAnnot_GetFormFieldType(form: number, annotation: number): number;
  FPDFAnnot_GetFormFieldFlags(form: number, annotation: number): number;
  FPDFAnnot_GetFormFieldValue(
    form: number,
    annotation: number,
    buffer: number,
    bytes: number,
  ): number;
}

/** PDFium, with the memory that it works in. */
export interface Pdfium extends PdfiumFunctions {
  /** The memory as it is now; it moves when it grows, so it is asked for anew after each call that may allocate. */
  view(): DataView;
  /** Memory held. It never shrinks. */
  heldBytes(): number;
  /** From now on memory does not grow beyond this. */
  limitTo(bytes: number): void;
  /** Whether it would have had to since `limitTo`; what was read since then may be incomplete. */
  isShort(): boolean;
  /** A pointer to a short ASCII text, such as a key, which stays. */
  key(text: string): number;
  /** Places for numbers that a function fills in. */
  readonly scratch: number;
}

/** Room at `scratch`. */
const scratchBytes = 64;

/** What a WebAssembly program is given to call. */
type WasmImports = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

interface WasmInstance {
  readonly exports: PdfiumFunctions & { readonly memory: { readonly buffer: ArrayBuffer } };
}

/** As far as it is used here, where there are no types of browsers; what PDFium exports is written down above. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (program: object, imports: WasmImports) => WasmInstance;
};

async function importPdfium(): Promise<typeof Package> {
  try {
    return await import('@embedpdf/pdfium');
  } catch (error) {
    throw missingPeer('@embedpdf/pdfium', error);
  }
}

/** Starts PDFium. A fresh one is needed after it has failed in the middle of a call. */
export async function startPdfium(): Promise<Pdfium> {
  const peer = { needs: '^2.15.0', from: import.meta.url };
  const { init } = await loadPeer('@embedpdf/pdfium', importPdfium, peer);
  const wasmBinary = await loadPeer('@embedpdf/pdfium', readWasm, peer);
  let most = Infinity;
  let short = false;
  const limited = (imports: WasmImports): WasmImports => {
    const grow = imports['env']?.['emscripten_resize_heap'];
    if (typeof grow !== 'function') return imports;
    const growWithin = (bytes: number): unknown => {
      if (bytes >>> 0 <= most) return Reflect.apply(grow, undefined, [bytes]);
      short = true;
      return 0;
    };
    return { ...imports, env: { ...imports['env'], emscripten_resize_heap: growWithin } };
  };
  // PDFium's own functions are called: the package's wrappers check each call at many times its cost.
  const { promise, resolve } = Promise.withResolvers<WasmInstance['exports']>();
  await init({
    print: () => {},
    printErr: () => {},
    instantiateWasm(imports: WasmImports, done: (instance: WasmInstance) => void) {
      const instance = new WebAssembly.Instance(
        new WebAssembly.Module(wasmBinary),
        limited(imports),
      );
      resolve(instance.exports);
      done(instance);
      return instance.exports;
    },
  });
  const { memory, ...functions } = await promise;
  functions.PDFiumExt_Init();
  let view = new DataView(memory.buffer);
  const keys = new Map<string, number>();
  return {
    ...functions,
    scratch: functions.malloc(scratchBytes),
    view: () => (view.buffer === memory.buffer ? view : (view = new DataView(memory.buffer))),
    heldBytes: () => memory.buffer.byteLength,
    limitTo(bytes) {
      most = Math.max(bytes, memory.buffer.byteLength);
      short = false;
    },
    isShort: () => short,
    key(text) {
      const known = keys.get(text);
      if (known !== undefined) return known;
      const bytes = Buffer.from(`${text}\0`, 'latin1');
      const pointer = functions.malloc(bytes.length);
      new Uint8Array(memory.buffer).set(bytes, pointer);
      keys.set(text, pointer);
      return pointer;
    },
  };
}

/** PDFium's program, which holds the decoders of images and the tables of Chinese, Japanese and Korean fonts as well. */
async function readWasm(): Promise<Uint8Array<ArrayBuffer>> {
  return await readPackageFile('@embedpdf/pdfium/pdfium.wasm', import.meta.url);
}

/** A text that a function of PDFium writes as UTF-16 into a buffer, of which it says how many bytes it needs; without the end mark. */
export function textFrom(pdfium: Pdfium, write: (buffer: number, bytes: number) => number): string {
  const bytes = write(0, 0);
  if (bytes <= 2) return '';
  const buffer = pdfium.malloc(bytes);
  try {
    write(buffer, bytes);
    const written = new Uint8Array(pdfium.view().buffer, buffer, bytes - 2);
    return new TextDecoder('utf-16le').decode(written);
  } finally {
    pdfium.free(buffer);
  }
}
