import type { Compressors } from 'hyparquet';
import * as zlib from 'node:zlib';
import { unsupported } from '../../../errors.ts';
import { checkZstd } from '../jsonl/zstd.ts';

/** How pages are unpacked besides Snappy, which hyparquet brings along; none grows larger than its header says. */
export const compressors: Compressors = {
  GZIP: (bytes, maxOutputLength) => zlib.gunzipSync(bytes, { maxOutputLength }),
  BROTLI: (bytes, maxOutputLength) => zlib.brotliDecompressSync(bytes, { maxOutputLength }),
  ZSTD(bytes, maxOutputLength) {
    checkZstd('the file');
    return zlib.zstdDecompressSync(bytes, { maxOutputLength });
  },
  LZ4: refuse,
  LZ4_RAW: refuse,
  LZO: refuse,
};

function refuse(): never {
  throw unsupported('pages packed by LZ4 or LZO', 'nestvec', 'write the file with snappy or zstd');
}
