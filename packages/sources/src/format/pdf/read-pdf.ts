import { isNestvecError } from '@nestvec/core';
import { invalid, messageOf, once } from '@nestvec/core/kit';
import { pageAnnotations } from './annotations.ts';
import { countDamagedParts } from './damaged-parts.ts';
import { moveLostTexts, type Shifts } from './lost-texts.ts';
import { pageImages } from './images/page-images.ts';
import { textOfWords, type WordsText } from './layout/page-text.ts';
import { openFile } from './open-file.ts';
import { type PageWords, pageWords } from './page-words.ts';
import { type PdfFacts, factsOf } from './pdf-facts.ts';
import { type Pdfium, startPdfium } from './pdfium.ts';

/** What is read of a PDF, and how much that may take. */
export interface PdfQuestion {
  /** Taken over: they are gone afterwards. */
  readonly bytes: Uint8Array;
  readonly name: string;
  /** The first page that is wanted, from 0. */
  readonly firstPage: number;
  /** The first page whose images are wanted. */
  readonly imagesFrom: number;
  /** Most that the images may hold together, as they are kept. */
  readonly maxImagesBytes: number;
  /** Most memory of PDFium. */
  readonly maxBytes: number;
}

/** A page that was read. */
export interface PdfPage {
  readonly text: string;
  readonly images: readonly Uint8Array[];
  /** What could not be read of it. */
  readonly problems: readonly string[];
  /** Names of files that are attached to it. */
  readonly files: readonly string[];
  /** What stands there in the largest letters, on the first page alone. */
  readonly heading?: string | undefined;
}

/** Gives PDFium, which the first call starts; one that could not be started is tried again. */
let running: (() => Promise<Pdfium>) | undefined;
/** It never gives back memory, so one that holds more is not kept. */
const keptBytes = 128_000_000;
const pagesAtOnce = 256;

/** Whether this thread had to let go of a PDFium, which goes for good with the thread. */
export function hasLostPdfium(): boolean {
  return hasLost;
}
let hasLost = false;

const errorCodes = { password: 4 } as const;
/** Where so many characters of a page, and so great a share, have no Unicode, the page is reported. */
const unreadableFrom = 4;
const unreadableShare = 0.1;

/** Reads a PDF, first what it says of itself, then page by page. Throws `invalid-input` for one that is broken or locked. */
export async function* readPdf(
  question: PdfQuestion,
): AsyncGenerator<PdfFacts | PdfPage, void, undefined> {
  const { bytes, name, maxBytes, firstPage } = question;
  running ??= once(startPdfium);
  const pdfium = await running();
  pdfium.limitTo(maxBytes);
  const check = (): void => {
    if (pdfium.isShort()) throw takesTooMuch(name, maxBytes);
  };
  // Before the file is PDFium's, and once however often it is opened.
  const damagedParts = firstPage === 0 ? countDamagedParts(bytes) : 0;
  const file = openFile(pdfium, bytes);
  try {
    let document = file.open();
    check();
    if (document === 0) throw openError(name, pdfium.FPDF_GetLastError());
    const pages = pdfium.FPDF_GetPageCount(document);
    yield factsOf(pdfium, document, pages, damagedParts);
    const images = imageTaker(pdfium, question);
    for (let index = firstPage; index < pages; index += 1) {
      // PDFium keeps what it has read of a document until that is closed.
      if ((index - firstPage) % pagesAtOnce === pagesAtOnce - 1) document = file.open();
      const page = await readPage(pdfium, document, index, file.form, images);
      check();
      yield page;
    }
  } catch (error) {
    if (isNestvecError(error)) throw error;
    running = undefined; // it has stopped in the middle of a call
    hasLost = true;
    throw pdfium.isShort()
      ? takesTooMuch(name, maxBytes)
      : invalid(name, `is not a PDF that can be read (${messageOf(error)})`, error);
  } finally {
    if (running !== undefined) file.close();
    if (running !== undefined && pdfium.heldBytes() > keptBytes) {
      running = undefined;
      hasLost = true;
    }
  }
}

async function readPage(
  pdfium: Pdfium,
  document: number,
  index: number,
  form: () => number,
  takeImages: ImageTaker,
): Promise<PdfPage> {
  const page = pdfium.FPDF_LoadPage(document, index);
  if (page === 0) return { text: '', images: [], problems: ["can't be read"], files: [] };
  try {
    const problems: string[] = [];
    const { text, heading, files } = readText(pdfium, page, form, problems);
    const images = await takeImages(document, page, index, problems);
    return { text, images, problems, files, heading: index === 0 ? heading : undefined };
  } finally {
    pdfium.FPDF_ClosePage(page);
  }
}

type ImageTaker = (
  document: number,
  page: number,
  index: number,
  problems: string[],
) => Promise<Uint8Array[]>;

/** Takes the images of page after page until they hold too much together. */
function imageTaker(pdfium: Pdfium, { imagesFrom, maxImagesBytes }: PdfQuestion): ImageTaker {
  const state = { seen: new Set<string>(), pixels: new Uint8ClampedArray() };
  let room = maxImagesBytes;
  return async (document, page, index, problems) => {
    const images: Uint8Array[] = [];
    if (index < imagesFrom || room < 0) return images;
    try {
      for await (const image of pageImages(pdfium, document, page, state)) {
        if ('problem' in image) {
          problems.push(image.problem);
          continue;
        }
        room -= image.bytes.length;
        if (room < 0) {
          problems.push(
            'this and later pages are read without images, which would hold more than maxImagesBytes allows',
          );
          break;
        }
        images.push(image.bytes);
      }
    } catch (error) {
      if (!isNestvecError(error, 'missing-dependency')) throw error;
      room = -1;
      problems.push(`this and later pages are read without images (${error.message})`);
    }
    return images;
  };
}

function readText(
  pdfium: Pdfium,
  page: number,
  form: () => number,
  problems: string[],
): WordsText & Pick<PdfPage, 'files'> {
  const { placed, notes, files } = pageAnnotations(pdfium, page, form);
  const words = openWords(pdfium, page);
  if (words === undefined) {
    problems.push("has a text that can't be read");
    return { text: '', heading: undefined, files };
  }
  const { turns, characters, unreadable } = words;
  if (unreadable >= unreadableFrom && unreadable >= unreadableShare * characters) {
    problems.push(
      `has ${unreadable} of ${characters} characters without Unicode, which are left out; read the page by OCR`,
    );
  }
  const [main = [], ...turned] = turns;
  const parts = [[...main, ...placed], ...turned].map(textOfWords);
  const texts = [...parts.map((part) => part.text), ...notes].filter((part) => part !== '');
  return { text: texts.join('\n\n'), heading: parts[0]?.heading, files };
}

/** The words of a page, those among them that PDFium leaves out at first. */
function openWords(pdfium: Pdfium, page: number): PageWords | undefined {
  const words = wordsOnce(pdfium, page, new Map());
  const shifts = words && moveLostTexts(pdfium, page, words.objects);
  return shifts === undefined || shifts.size === 0 ? words : wordsOnce(pdfium, page, shifts);
}

function wordsOnce(pdfium: Pdfium, page: number, shifts: Shifts): PageWords | undefined {
  const text = pdfium.FPDFText_LoadPage(page);
  if (text === 0) return undefined;
  try {
    return pageWords(pdfium, page, text, shifts);
  } finally {
    pdfium.FPDFText_ClosePage(text);
  }
}

function takesTooMuch(name: string, most: number): Error {
  return invalid(name, `takes more than ${most} bytes to read (maxParserBytes)`);
}

function openError(name: string, code: number): Error {
  return invalid(
    name,
    code === errorCodes.password
      ? 'is protected by a password; save it without one'
      : 'is not a PDF that can be read (it is broken, or something else by that name)',
  );
}
