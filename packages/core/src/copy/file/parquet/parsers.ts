import type { ParquetParsers } from 'hyparquet';
import { parseJson } from '../../../parse-json.ts';

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const text = (bytes: Uint8Array): string => decoder.decode(bytes);

/** How values of Parquet become those of JSON: times as RFC 3339 with as many digits as they have, dates as such. */
export const parsers: ParquetParsers = {
  timestampFromMilliseconds: (millis) => isoOf(millis * 1_000_000n),
  timestampFromMicroseconds: (micros) => isoOf(micros * 1000n),
  timestampFromNanoseconds: isoOf,
  dateFromDays: (days) => new Date(days * 86_400_000).toISOString().replace(/T.*/, ''),
  stringFromBytes: (bytes) => bytes && text(bytes),
  jsonFromBytes: (bytes) => bytes && parseJson(text(bytes)),
  geometryFromBytes: (bytes) => bytes,
  geographyFromBytes: (bytes) => bytes,
  uuidFromBytes: (bytes) =>
    bytes &&
    Buffer.from(bytes)
      .toString('hex')
      .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
};

function isoOf(nanoseconds: bigint): string {
  const millis = nanoseconds / 1_000_000n - (nanoseconds % 1_000_000n < 0n ? 1n : 0n);
  const below = nanoseconds - millis * 1_000_000n;
  const date = new Date(Number(millis)).toISOString();
  if (below === 0n) return date;
  return date.replace('Z', `${below.toString().padStart(6, '0').replace(/0+$/, '')}Z`);
}
