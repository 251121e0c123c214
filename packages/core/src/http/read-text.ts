/** As much of an answer as is read here, so that the built-in `fetch`, undici's and a test's all fit. */
interface Answer {
  readonly headers: { get(name: string): string | null };
  readonly body?: AsyncIterable<Uint8Array> | null | undefined;
  text(): Promise<string>;
}

/** More characters than this no string can hold, whatever the memory. */
const mostBytes = 500_000_000;

/**
 * The text of an answer, of at most `maxBytes` (default 500 MB); a longer one, or one without end, is broken off. Rejects with a
 * plain error, which the caller wraps as any other of the connection.
 */
export async function readText(answer: Answer, maxBytes: number = mostBytes): Promise<string> {
  const { headers, body } = answer;
  const length = Number(headers.get('content-length') ?? Number.NaN);
  if (length > maxBytes) {
    await body?.[Symbol.asyncIterator]().return?.();
    throw tooLong(maxBytes);
  }
  // A connection gives no more than it announced, unless that is unpacked.
  const isExact = !Number.isNaN(length) && headers.get('content-encoding') === null;
  if (isExact || body === null || body === undefined) return await answer.text();
  const decoder = new TextDecoder();
  let bytes = 0;
  let text = '';
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw tooLong(maxBytes);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function tooLong(maxBytes: number): Error {
  return new Error(`the answer has more than ${maxBytes} bytes`);
}
