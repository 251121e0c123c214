import { attachedFiles } from './attachments.ts';
import { type Pdfium, textFrom } from './pdfium.ts';

/** What a PDF says of itself. */
export interface PdfFacts {
  readonly pages: number;
  readonly title?: string | undefined;
  /** What of the whole is not read. */
  readonly problems: readonly string[];
  /** Names of the files that come with it. */
  readonly files: readonly string[];
}

/** What an open document says. */
export function factsOf(
  pdfium: Pdfium,
  document: number,
  pages: number,
  damagedParts: number,
): PdfFacts {
  const problems = [formProblem(pdfium, document), damageProblem(damagedParts)];
  return {
    pages,
    title: titleOf(pdfium, document),
    problems: problems.filter((problem) => problem !== undefined),
    files: attachedFiles(pdfium, document),
  };
}

function damageProblem(parts: number): string | undefined {
  if (parts === 0) return undefined;
  const what = parts === 1 ? 'a part that is' : `${parts} parts that are`;
  return `has ${what} damaged, so that some of its text may be missing; get a whole copy of it`;
}

/** What programs write where a document has no title. */
const noTitle = /^(?:untitled|\(anonymous\))?$/i;

function titleOf(pdfium: Pdfium, document: number): string | undefined {
  const key = pdfium.key('Title');
  const title = textFrom(pdfium, (buffer, bytes) =>
    pdfium.FPDF_GetMetaText(document, key, buffer, bytes),
  );
  return noTitle.test(title.trim()) ? undefined : title.trim();
}

/** A form that its reader lays out itself. */
const fullXfa = 2;

function formProblem(pdfium: Pdfium, document: number): string | undefined {
  return pdfium.FPDF_GetFormType(document) === fullXfa
    ? 'XFA form: not read; its pages hold a notice alone. Print it into a PDF'
    : undefined;
}
