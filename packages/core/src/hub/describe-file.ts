import { downloadError } from './download-error.ts';
import { exchange, type Hub } from './exchange.ts';
import { type HubFile, isOid } from './hub-file.ts';
import type { ListedFile } from './list-revision.ts';
import { resolveUrl } from './resolve-url.ts';
import { statusError } from './status-error.ts';

/** Size and checksum of a file: from the list where it has both, else from the headers that the hub sends with the file. */
export async function describeFile(
  hub: Hub,
  model: string,
  commit: string,
  file: ListedFile,
  signal: AbortSignal | undefined,
): Promise<HubFile> {
  const { path, bytes, oid } = file;
  if (bytes !== undefined && oid !== undefined) return { path, bytes, oid };
  const url = resolveUrl(hub.endpoint, model, commit, path);
  return exchange(hub, { method: 'HEAD', url, signal }, async (response) => {
    if (response.status >= 400) {
      throw statusError(response, { model, revision: commit, path });
    }
    const tag = response.hubHeader('x-linked-etag') ?? response.headers.get('etag');
    const found = tag?.replace(/^W\//, '').replaceAll('"', '');
    // A redirect's own length is that of a note in HTML.
    const length = response.status === 200 ? response.headers.get('content-length') : null;
    const size = response.hubHeader('x-linked-size') ?? length;
    if (isOid(found) && size !== null && /^\d+$/.test(size)) {
      return { path, bytes: Number(size), oid: found };
    }
    const message = `${hub.endpoint} gives neither in its list nor in its headers the size and checksum of ${path}, so it can't be verified; use another endpoint (HF_ENDPOINT)`;
    throw downloadError('not-a-hub', message, url, { retryable: false });
  });
}
