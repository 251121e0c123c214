/** The thread that `parseApart` reads in. */
import { parentPort } from 'node:worker_threads';
import { readDocx } from './docx.ts';
import { packError, type ParserAnswer, type ParserQuestion } from './parser-messages.ts';
import { readPdf } from './pdf.ts';

parentPort?.on('message', (question: ParserQuestion) => {
  answerTo(question).then(
    (answer) => parentPort?.postMessage(answer, []),
    (error: unknown) => parentPort?.postMessage({ ok: false, error: packError(error) }, []),
  );
});

async function answerTo(question: ParserQuestion): Promise<ParserAnswer> {
  const { format, bytes, name, withImages, maxUnpackedBytes } = question;
  if (format === 'docx') {
    const document = await readDocx(Buffer.from(bytes.buffer), name, maxUnpackedBytes);
    return { ok: true, document, failures: [] };
  }
  const { failures, ...document } = await readPdf(bytes, name, withImages);
  return { ok: true, document, failures: failures.map(packError) };
}
