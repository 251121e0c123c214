import { isReached } from './image-reach.ts';
import type { ParserAnswer, ParserQuestion } from './parser-messages.ts';

/**
 * Reads what is asked for and hands it on piece by piece, the last of which says how it ended. A thread loads what reads a format when
 * it meets one, and core only with what needs it, so that it starts quickly.
 */
export async function answer(
  question: ParserQuestion,
  post: (answer: ParserAnswer) => void | Promise<void>,
): Promise<void> {
  let isSpent = (): boolean => false;
  try {
    if (question.format === 'docx') {
      const { readDocx } = await import('./docx/read-docx.ts');
      const { packError } = await import('./packed-error.ts');
      const { document, failures } = await readDocx(question);
      await post({ ok: true, document, failures: failures.map(packError), isSpent: false });
      return;
    }
    if (question.format === 'html') {
      const { readHtml } = await import('./html/read-html.ts');
      const document = {
        ...readHtml(question.text, (image) => isReached(image, question.reach)),
        imageBytes: nothingMore.imageBytes,
      };
      await post({ ok: true, document, failures: [], isSpent: false });
      return;
    }
    const { hasLostPdfium, readPdf } = await import('./pdf/read-pdf.ts');
    isSpent = hasLostPdfium;
    for await (const part of readPdf(question)) await post({ part });
    await post({ ok: true, document: nothingMore, failures: [], isSpent: isSpent() });
  } catch (error) {
    const { packError } = await import('./packed-error.ts');
    await post({ ok: false, error: packError(error), isSpent: isSpent() });
  }
}

const nothingMore = {
  text: '',
  headings: [],
  images: [],
  pages: [],
  metadata: {},
  imageBytes: new Map<string, Uint8Array>(),
} as const;
