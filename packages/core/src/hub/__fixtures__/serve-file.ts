import type { IncomingMessage, ServerResponse } from 'node:http';

/** What goes wrong with one answer. */
export type Fault =
  | { readonly kind: 'status'; readonly status: number; readonly headers?: Record<string, string> }
  /** Sends so many bytes of the answer's body and cuts the connection. */
  | { readonly kind: 'cut'; readonly after: number }
  /** Sends so many bytes and then nothing, until `until` resolves. */
  | { readonly kind: 'stall'; readonly after: number; readonly until?: Promise<unknown> }
  /** Ends the answer properly, but too early. */
  | { readonly kind: 'short'; readonly after: number }
  | { readonly kind: 'long'; readonly extra: number }
  | { readonly kind: 'corrupt'; readonly at: number }
  | { readonly kind: 'etag'; readonly etag: string; readonly ignoresIfRange?: boolean }
  | { readonly kind: 'no-range' }
  | { readonly kind: 'wrong-range' }
  | { readonly kind: 'body'; readonly text: string };

/** Answers with content, ranges and validators as a CDN does, and with the fault if there is one. */
export async function serveFile(
  request: IncomingMessage,
  response: ServerResponse,
  file: { readonly content: Buffer; readonly etag: string },
  headers: Record<string, string>,
  fault: Fault | undefined,
  hasArrived: (bytes: number) => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const etag = fault?.kind === 'etag' ? fault.etag : file.etag;
  const { content } = file;
  const from = startOf(request, etag, fault);
  if (from !== undefined && from >= content.length) {
    response.writeHead(416, { 'content-range': `bytes */${content.length}` }).end();
    return;
  }
  const body = damaged(content.subarray(from ?? 0), fault);
  const claimed = fault?.kind === 'wrong-range' ? 0 : from;
  const range = { 'content-range': `bytes ${claimed}-${content.length - 1}/${content.length}` };
  const isEarlyEnd = fault?.kind === 'short' || fault?.kind === 'long';
  response.writeHead(from === undefined ? 200 : 206, {
    ...headers,
    etag,
    'accept-ranges': 'bytes',
    ...(from === undefined ? {} : range),
    ...(isEarlyEnd ? {} : { 'content-length': String(body.length) }),
  });
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  await send(response, body, fault, (count) => hasArrived((from ?? 0) + count));
}

async function send(
  response: ServerResponse,
  body: Buffer,
  fault: Fault | undefined,
  hasArrived: (count: number) => Promise<void>,
): Promise<void> {
  if (fault?.kind !== 'cut' && fault?.kind !== 'stall' && fault?.kind !== 'short') {
    response.end(body);
    return;
  }
  await new Promise<void>((resolve) => {
    response.write(body.subarray(0, fault.after), () => resolve());
  });
  if (fault.kind === 'short') response.end();
  if (fault.kind === 'cut') {
    // A cut makes the other side drop what it has not read yet, and tests want to know how much that is.
    await hasArrived(fault.after);
    response.socket?.destroy();
  }
  if (fault.kind === 'stall') {
    await fault.until;
    if (fault.until !== undefined) response.end(body.subarray(fault.after));
  }
}

function startOf(
  request: IncomingMessage,
  etag: string,
  fault: Fault | undefined,
): number | undefined {
  const from = /^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1];
  const validator = request.headers['if-range'];
  const ignoresIfRange = fault?.kind === 'etag' && fault.ignoresIfRange === true;
  const differs = validator !== undefined && validator !== etag && !ignoresIfRange;
  return from === undefined || differs || fault?.kind === 'no-range' ? undefined : Number(from);
}

function damaged(body: Buffer, fault: Fault | undefined): Buffer {
  if (fault?.kind === 'long') return Buffer.concat([body, Buffer.alloc(fault.extra)]);
  if (fault?.kind !== 'corrupt') return body;
  const copy = Buffer.from(body);
  copy[fault.at] = (copy[fault.at] ?? 0) ^ 0xff;
  return copy;
}
