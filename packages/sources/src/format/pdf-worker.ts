/** The thread that `readPdf` reads in. */
import { parentPort } from 'node:worker_threads';
import { parsePdf } from './parse-pdf.ts';
import { packError, type PdfAnswer, type PdfQuestion } from './pdf-messages.ts';

parentPort?.on('message', (question: PdfQuestion) => {
  answerTo(question).then(
    (answer) => parentPort?.postMessage(answer, []),
    (error: unknown) => parentPort?.postMessage({ ok: false, error: packError(error) }, []),
  );
});

async function answerTo({ bytes, name, withImages }: PdfQuestion): Promise<PdfAnswer> {
  const { failures, ...document } = await parsePdf(bytes, name, withImages);
  return { ok: true, document, failures: failures.map(packError) };
}
