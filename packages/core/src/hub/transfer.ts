import type { NestvecError } from '../errors.ts';
import { downloadError, plainUrl } from './download-error.ts';
import { exchange, type Hub, type HubResponse } from './exchange.ts';
import { type HubFile, isOid } from './hub-file.ts';
import type { Part } from './part.ts';
import { resolveUrl } from './resolve-url.ts';
import { statusError } from './status-error.ts';

/** A file to fetch and where from. */
export interface TransferSource {
  readonly hub: Hub;
  readonly model: string;
  readonly commit: string;
  readonly file: HubFile;
  readonly signal: AbortSignal | undefined;
}

/**
 * Brings a part to the length of its file over one connection, from where it stands; over two where the first shows that
 * what stands there is of no use. Throws where the connection ends too early; the part then holds all that came.
 */
export async function transfer(
  source: TransferSource,
  part: Part,
  onBytes: (count: number) => void,
): Promise<void> {
  const { hub, model, commit, file, signal } = source;
  if (part.bytes > file.bytes) await part.restart();
  if (part.bytes === file.bytes) return;
  const url = resolveUrl(hub.endpoint, model, commit, file.path);
  const request = { method: 'GET', url, headers: rangeHeaders(part), signal } as const;
  const finished = await exchange(hub, request, async (response) => {
    const continued = part.bytes === 0 || continues(response, part, file);
    // Checked first, since a login page must not cost the bytes that are there.
    if (continued || response.status === 200) checkAnswer(response, source);
    if (!continued) {
      await part.restart();
      // An answer with the whole file serves at once; any other calls for a second request, without a range.
      if (response.status !== 200) return false;
    }
    await part.continueWith(response.headers.get('etag') ?? undefined);
    for await (const chunk of response.chunks()) {
      if (part.bytes + chunk.byteLength > file.bytes) throw tooLong(response, file);
      await part.append(chunk);
      onBytes(chunk.byteLength);
    }
    if (part.bytes < file.bytes) throw cutShort(response, part, file);
    return true;
  });
  // From an empty part no second restart can follow.
  if (!finished) await transfer(source, part, onBytes);
}

function rangeHeaders(part: Part): Record<string, string> {
  if (part.bytes === 0) return {};
  const range = { range: `bytes=${part.bytes}-` };
  return part.etag === undefined ? range : { ...range, 'if-range': part.etag };
}

/** Whether an answer to a range goes on exactly where the part ends; an error status says nothing against the part. */
function continues(response: HubResponse, part: Part, file: HubFile): boolean {
  if (response.status === 416 || response.status === 200) return false;
  if (response.status !== 206) return true;
  const etag = response.headers.get('etag');
  if (part.etag !== undefined && etag !== null && etag !== part.etag) return false;
  const [, from, total] =
    /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(response.headers.get('content-range') ?? '') ?? [];
  return Number(from) === part.bytes && (total === '*' || Number(total) === file.bytes);
}

function checkAnswer(response: HubResponse, source: TransferSource): void {
  const { model, commit, file } = source;
  if (response.status !== 200 && response.status !== 206) {
    throw statusError(response, { model, revision: commit, path: file.path });
  }
  if (response.status === 200 && !canBe(file, response.headers)) {
    const message = `${plainUrl(response.url)} answered with something other than the ${file.bytes} bytes of ${file.path}; look whether a login page of the network is in between`;
    throw downloadError('content', message, response.url, { status: 200, retryable: false });
  }
  const linked = response.hubHeader('x-linked-etag')?.replaceAll('"', '');
  if (!isOid(linked) || linked === file.oid) return;
  const message = `${plainUrl(response.url)} announces ${linked} as the content of ${file.path}, but the list of files says ${file.oid}; use another endpoint or revision`;
  throw downloadError('content', message, response.url, { retryable: false });
}

/** Whether the headers of a whole answer fit the file. */
function canBe(file: HubFile, headers: HubResponse['headers']): boolean {
  const isPlain = headers.get('content-encoding') === null;
  const length = isPlain ? headers.get('content-length') : null;
  const isPage = headers.get('content-type')?.startsWith('text/html') === true;
  return !isPage && (length === null || Number(length) === file.bytes);
}

function tooLong(response: HubResponse, file: HubFile): NestvecError<'download'> {
  const message = `${plainUrl(response.url)} sent more than the ${file.bytes} bytes of ${file.path}`;
  return downloadError('content', message, response.url, { retryable: false });
}

function cutShort(response: HubResponse, part: Part, file: HubFile): NestvecError<'download'> {
  const message = `${plainUrl(response.url)} ended after ${part.bytes} of the ${file.bytes} bytes of ${file.path}`;
  return downloadError('connection', message, response.url, { retryable: true });
}
