import { encodeHeader, type FileHeader } from '../file-header.ts';
import type { TenantRecord } from '../file-row.ts';
import { vectorJson } from './float-text.ts';

/** Bytes that are handed on at a time, or a few more. */
const pieceLength = 2 ** 18;

/**
 * Records as JSONL: first a line about the collection, then one for each record, then one that says how many there are, so that a
 * file that was cut is not taken for a whole one.
 */
export async function* jsonlBytes(
  header: FileHeader,
  pages: AsyncIterable<readonly TenantRecord[]>,
): AsyncGenerator<Uint8Array, void, undefined> {
  let text = `{"nestvec":${encodeHeader(header)}}\n`;
  let count = 0;
  for await (const page of pages) {
    for (const row of page) {
      text += rowLine(row);
      if (text.length < pieceLength) continue;
      yield Buffer.from(text);
      text = '';
    }
    count += page.length;
  }
  yield Buffer.from(`${text}{"nestvec":{"end":${count}}}\n`);
}

function rowLine({ tenant, record }: TenantRecord): string {
  const { id, text, uri, parentId, source, contentHash, metadata, vectors } = record;
  const rest = JSON.stringify({ id, tenant, text, uri, parentId, source, contentHash, metadata });
  const parts = Object.entries(vectors).map(
    ([name, vector]) => `${JSON.stringify(name)}:${vectorJson(vector)}`,
  );
  return `${rest.slice(0, -1)},"vectors":{${parts.join(',')}}}\n`;
}
