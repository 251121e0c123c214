import { basename } from 'node:path';
import { invalid, unsupported } from '../../errors.ts';

/** How records lie in a file. */
export interface FileFormat {
  readonly layout: 'jsonl' | 'parquet';
  readonly packing: 'none' | 'gzip' | 'zstd';
}

const endings: Readonly<Record<string, FileFormat>> = {
  '.jsonl': { layout: 'jsonl', packing: 'none' },
  '.jsonl.gz': { layout: 'jsonl', packing: 'gzip' },
  '.jsonl.zst': { layout: 'jsonl', packing: 'zstd' },
  '.parquet': { layout: 'parquet', packing: 'none' },
};

/** What a file is to become, by its name. Throws `invalid-input` for any other name. */
export function formatOfName(path: string): FileFormat {
  const name = basename(path).toLowerCase();
  for (const [ending, format] of Object.entries(endings))
    if (name.endsWith(ending) && name !== ending) return format;
  const known = new Intl.ListFormat('en', { type: 'disjunction' }).format(Object.keys(endings));
  throw invalid('path', `${path} says not what to write; end it in ${known}`);
}

/** What a file is, by how it begins; its name counts for nothing. Throws `invalid-input` for what holds no records, saying what it is. */
export function formatOfContent(head: Uint8Array, path: string): FileFormat {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  const begins = (hex: string): boolean => bytes.toString('hex', 0, hex.length / 2) === hex;
  if (bytes.length === 0) throw invalid('path', `${path} is empty`);
  if (bytes.toString('latin1', 257, 262) === 'ustar' || /\.snapshot$/i.test(path))
    throw unsupported(
      `an import of ${path}, which is an archive such as a snapshot of Qdrant: files of its own storage, which its server alone can read`,
      'nestvec',
      'restore it in Qdrant, then copy from there: nestvec copy qdrant:http://localhost:6333#name …',
    );
  if (begins('504b0304')) throw invalid('path', `${path} is a zip archive; unpack it first`);
  if (/\.[ct]sv$/i.test(path))
    throw invalid(
      'path',
      `${path} is a table; say how its rows are read, with csvRows of @nestvec/sources (rows)`,
    );
  if (begins('fffe') || begins('feff'))
    throw invalid('path', `${path} is UTF-16, and JSONL is UTF-8; write it again as UTF-8`);
  if (begins('50415245')) throw invalid('path', `${path} is encrypted Parquet; decrypt it first`);
  if (begins('50415231')) return { layout: 'parquet', packing: 'none' };
  if (begins('1f8b')) return { layout: 'jsonl', packing: 'gzip' };
  // A frame that is skipped may come first.
  if (begins('28b52ffd') || /^5[0-9a-f]2a4d18/.test(bytes.toString('hex', 0, 4)))
    return { layout: 'jsonl', packing: 'zstd' };
  return { layout: 'jsonl', packing: 'none' };
}
