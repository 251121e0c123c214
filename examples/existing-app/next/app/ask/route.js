import { retrieve } from '@nestvec/core';
import { openIndex } from '../../nestvec.js';

/** `POST /ask` takes documents: `[{ id, text, source }]`. */
export async function POST(request) {
  const index = await openIndex();
  const documents = await request.json();
  const items = documents.map(({ id, text, source }) => ({ id, text, metadata: { source } }));
  const { written, failures } = await index.ingest(items);
  return Response.json({ written, failed: failures.map(({ id }) => id) });
}

/** `GET /ask?question=…` gives what answers it, with its sources. */
export async function GET(request) {
  const question = new URL(request.url).searchParams.get('question') ?? '';
  const { passages } = await retrieve(await openIndex(), question, { limit: 2 });
  const answers = passages.map(({ text, metadata }) => ({ text, source: metadata.source }));
  return Response.json(answers);
}
