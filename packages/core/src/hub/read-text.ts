import { downloadError, plainUrl } from './download-error.ts';
import type { HubResponse } from './exchange.ts';

/** An answer's body as text; one longer than `maxBytes` is refused. */
export async function readText(response: HubResponse, maxBytes: number): Promise<string> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.chunks()) {
    pieces.push(chunk);
    bytes += chunk.byteLength;
    if (bytes > maxBytes) {
      const message = `${plainUrl(response.url)} answered with more than ${maxBytes} bytes, so it is not the hub's list of files`;
      throw downloadError('not-a-hub', message, response.url, { retryable: false });
    }
  }
  return Buffer.concat(pieces).toString('utf8');
}
