import type { ColumnMetaData, SchemaTree } from 'hyparquet';
import type { ParquetReading } from './load-parquet.ts';
import type { ParquetFile } from './parquet-file.ts';
import { parsers } from './parsers.ts';
import { compressors } from './compressors.ts';

/** One column chunk of a row group. */
export interface Leaf {
  readonly file: ParquetFile;
  readonly reading: ParquetReading;
  readonly facts: ColumnMetaData;
  /** From the root to the leaf. */
  readonly schemaPath: SchemaTree[];
}

/** The values of a column chunk, so many rows at a time; it holds a page or two, however large the chunk is. */
export interface LeafValues {
  /** The next rows, or those that are left. */
  take(count: number): Promise<unknown[]>;
}

/** A header of a page is shorter than this, mostly. */
const windowBytes = 2 ** 16;
const mostWindow = 2 ** 24;

/** Opens a column chunk at its beginning. */
export function leafValues(leaf: Leaf): LeafValues {
  const pages = pagesOf(leaf);
  let ready: unknown[] = [];
  let at = 0;
  let isEnded = false;
  return {
    async take(count) {
      while (!isEnded && ready.length - at < count) {
        const page = await pages.next();
        if (page.done === true) isEnded = true;
        else ready = at === ready.length ? page.value : ready.slice(at).concat(page.value);
        if (page.done !== true) at = 0;
      }
      const rows = ready.slice(at, at + count);
      at += rows.length;
      return rows;
    },
  };
}

async function* pagesOf(leaf: Leaf): AsyncGenerator<unknown[], void, undefined> {
  const { file, reading, facts, schemaPath } = leaf;
  const last = schemaPath.at(-1);
  if (last === undefined) return;
  const decoder = {
    ...facts,
    pathInSchema: facts.path_in_schema,
    element: last.element,
    schemaPath,
    compressors,
    parsers,
    utf8: true,
  };
  const isNested = schemaPath.some(({ element }) => element.repetition_type === 'REPEATED');
  let dictionary: ReturnType<typeof reading.readPage>['data'];
  // The last row of a page may go on in the next one.
  let open: unknown[] = [];
  let values = 0;
  for (let at = startOf(facts); values < Number(facts.num_values);) {
    const { header, length } = await readHeader(file, reading, at);
    const start = at + length;
    at = start + header.compressed_page_size;
    const page = new DataView(await file.slice(start, at));
    const reader = { view: page, offset: 0 };
    if (header.type === 'DICTIONARY_PAGE') {
      const { data } = reading.readPage(reader, header, decoder, dictionary, undefined, 0);
      dictionary = data === undefined ? undefined : reading.convert(data, decoder);
      continue;
    }
    const count = (header.data_page_header ?? header.data_page_header_v2)?.num_values ?? 0;
    if (count === 0) continue; // some writers end so, and the row that is open goes on behind it
    values += count;
    const { data = [] } = reading.readPage(
      reader,
      header,
      decoder,
      dictionary,
      isNested ? open : undefined,
      0,
    );
    // Typed or not, an array.
    if (!isNested) yield Array.from(data as ArrayLike<unknown>);
    else {
      const rows = data as unknown[]; // lists are assembled into an array
      open = rows.splice(-1);
      yield rows;
    }
  }
  if (open.length > 0) yield open;
}

function startOf({ data_page_offset, dictionary_page_offset }: ColumnMetaData): number {
  const [data, dictionary] = [Number(data_page_offset), Number(dictionary_page_offset ?? 0)];
  return dictionary > 0 && dictionary < data ? dictionary : data;
}

async function readHeader(
  file: ParquetFile,
  reading: ParquetReading,
  at: number,
): Promise<{
  readonly header: ReturnType<ParquetReading['parquetHeader']>;
  readonly length: number;
}> {
  for (let size = windowBytes; ; size *= 16) {
    const end = Math.min(at + size, file.byteLength);
    const reader = { view: new DataView(await file.slice(at, end)), offset: 0 };
    try {
      const header = reading.parquetHeader(reader);
      return { header, length: reader.offset };
    } catch (error) {
      if (end === file.byteLength || size >= mostWindow) throw error;
    }
  }
}
