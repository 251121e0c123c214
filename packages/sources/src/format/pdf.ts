import { isNestvecError, type NestvecError } from '@nestvec/core';
import { invalid, loadPeer, messageOf } from '@nestvec/core/store';
import type { ImageReference } from './outline.ts';
import type { PackedDocument } from './parser-messages.ts';

/** A PDF, with its pictures as PNG. */
interface PdfDocument extends PackedDocument {
  /** Pages whose pictures could not be read. */
  readonly failures: readonly NestvecError[];
}

/** Smaller pictures are lines, bullets and fragments of what is drawn. */
const leastSide = 24;

/** Reads the text of a PDF page by page, and its pictures if wanted. Throws `invalid-input` for one that is broken or locked. */
export async function readPdf(
  bytes: Uint8Array,
  name: string,
  withImages: boolean,
): Promise<PdfDocument> {
  const unpdf = await loadPeer('unpdf', () => import('unpdf'));
  const pdf = await unpdf.getDocumentProxy(bytes, { verbosity: 0 }).catch((error: unknown) => {
    throw pdfError(name, error);
  });
  try {
    const { text: texts } = await unpdf.extractText(pdf, { mergePages: false });
    const pages: number[] = [];
    const images: ImageReference[] = [];
    const pictures = new Map<string, Uint8Array>();
    const failures: NestvecError[] = [];
    let text = '';
    for (const [index, pageText] of texts.entries()) {
      pages.push(text.length);
      try {
        for (const picture of withImages ? await unpdf.extractImages(pdf, index + 1) : []) {
          if (Math.min(picture.width, picture.height) < leastSide) continue;
          const reference = `#page-${index + 1}-${picture.key}`;
          pictures.set(reference, await encodePng(picture));
          images.push({ offset: text.length, reference, alt: '' });
        }
      } catch (error) {
        const problem = `pictures of page ${index + 1} can't be read (${messageOf(error)})`;
        failures.push(isNestvecError(error) ? error : invalid(name, problem, error));
      }
      text += `${pageText}\n`;
    }
    const title = titleOf((await unpdf.getMeta(pdf)).info);
    const metadata = title === undefined ? {} : { title };
    return { text, headings: [], images, pages, metadata, pictures, failures };
  } catch (error) {
    throw pdfError(name, error);
  } finally {
    await pdf.loadingTask.destroy();
  }
}

interface RawPicture {
  readonly data: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3 | 4;
}

async function encodePng({ data, width, height, channels }: RawPicture): Promise<Uint8Array> {
  const { default: sharp } = await loadPeer('sharp', () => import('sharp'));
  return await sharp(data, { raw: { width, height, channels } }).png().toBuffer();
}

function titleOf(info: Readonly<Record<string, unknown>>): string | undefined {
  const title = info['Title'];
  return typeof title === 'string' ? title.trim() || undefined : undefined;
}

function pdfError(name: string, error: unknown): unknown {
  if (isNestvecError(error)) return error;
  const isLocked = error instanceof Error && error.name === 'PasswordException';
  const problem = isLocked
    ? 'is protected by a password; save it without one'
    : `is no PDF that can be read (${messageOf(error)})`;
  return invalid(name, problem, error);
}
