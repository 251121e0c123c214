import { invalid } from '../../errors.ts';
import type { VectorRecord } from '../../record/record.ts';
import { metadataJson } from '../../record/checked-metadata.ts';

/** What one request can carry. */
export interface SizeLimits {
  readonly metadataBytes: number;
  readonly requestBytes: number;
  /** Bytes that a record takes at most in a request; called only for one that may be too long. */
  readonly measure: (record: VectorRecord) => number;
}

/** Refuses a record that no request can carry. */
export function checkSize(
  record: VectorRecord,
  path: string,
  { metadataBytes, requestBytes, measure }: SizeLimits,
): void {
  const metadata = metadataJson(record.metadata);
  if (metadata.length > metadataBytes / 4) {
    const bytes = Buffer.byteLength(metadata);
    if (bytes > metadataBytes)
      throw invalid(
        `${path}.metadata`,
        `has ${bytes} bytes as JSON where ${metadataBytes} are allowed; keep large contents elsewhere and their address in uri`,
      );
  } else if ((record.text?.length ?? 0) + (record.uri?.length ?? 0) < requestBytes / 16) return;
  const bytes = measure(record);
  if (bytes > requestBytes)
    throw invalid(
      path,
      `takes up to ${bytes} bytes where a request has ${requestBytes}; shorten its text or metadata`,
    );
}
