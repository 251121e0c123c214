import { downloadError } from './download-error.ts';
import type { HubFile } from './hub-file.ts';
import type { PublishedModel } from './published.ts';

/** Throws where an endpoint lists other content for a known commit than was published: then it is not a true mirror. */
export function checkPublished(
  published: PublishedModel,
  files: readonly HubFile[],
  endpoint: string,
): void {
  for (const { path, bytes, oid } of files) {
    if (isAsPublished(published, { path, bytes, oid })) continue;
    const message = `${endpoint} lists ${path} with ${bytes} bytes and checksum ${oid}, which is not the file published at ${published.revision}; use another endpoint (HF_ENDPOINT)`;
    throw downloadError('content', message, endpoint, { retryable: false });
  }
}

/** Whether a file of the published commit is the one that was published, as far as that is known. */
export function isAsPublished(published: PublishedModel, { path, bytes, oid }: HubFile): boolean {
  const known = published.files[path];
  return (
    (known?.bytes === undefined || known.bytes === bytes) &&
    (known?.sha256 === undefined || oid.startsWith(known.sha256))
  );
}
