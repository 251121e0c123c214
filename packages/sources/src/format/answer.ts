import { readDocx } from './docx/read-docx.ts';
import { readHtml } from './html/read-html.ts';
import { packError, type ParserAnswer, type ParserQuestion } from './parser-messages.ts';
import { hasLostPdfium, readPdf } from './pdf/read-pdf.ts';

/** Reads what is asked for and hands it on piece by piece, the last of which says how it ended. */
export async function answer(
  question: ParserQuestion,
  post: (answer: ParserAnswer) => void | Promise<void>,
): Promise<void> {
  try {
    if (question.format === 'docx') {
      const { document, failures } = await readDocx(question);
      await post({ ok: true, document, failures: failures.map(packError), isSpent: false });
      return;
    }
    if (question.format === 'html') {
      const document = { ...readHtml(question.text), pictures: nothingMore.pictures };
      await post({ ok: true, document, failures: [], isSpent: false });
      return;
    }
    for await (const part of readPdf(question)) await post({ part });
    await post({ ok: true, document: nothingMore, failures: [], isSpent: hasLostPdfium() });
  } catch (error) {
    await post({ ok: false, error: packError(error), isSpent: hasLostPdfium() });
  }
}

const nothingMore = {
  text: '',
  headings: [],
  images: [],
  pages: [],
  metadata: {},
  pictures: new Map<string, Uint8Array>(),
} as const;
