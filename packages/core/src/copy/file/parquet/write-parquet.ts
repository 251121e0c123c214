import type { SchemaElement } from 'hyparquet';
import { recordBytes } from '../../../ingest/to-record.ts';
import { encodeHeader, type FileHeader } from '../file-header.ts';
import type { TenantRecord } from '../file-row.ts';
import { loadWriting } from './load-parquet.ts';

/** Of one row group: the memory of writing is several times this. */
const groupBytes = 2 * 2 ** 20;

/** Columns of texts, in their order; all but `id` and `metadata` may be null. */
export const textColumns = [
  'id',
  'tenant',
  'text',
  'uri',
  'parentId',
  'source',
  'contentHash',
] as const;

/** The column of a vector; no other column begins so. */
export const vectorPrefix = 'vector_';

/**
 * Records as Parquet: texts, metadata as JSON, and each vector as a list of 32-bit floats; what the file says of the collection
 * stands in its key-value metadata under `nestvec`.
 */
export async function* parquetBytes(
  header: FileHeader,
  pages: AsyncIterable<readonly TenantRecord[]>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { ByteWriter, ParquetWriter } = await loadWriting();
  const bytes = new ByteWriter();
  const names = Object.keys(header.spec.vectors);
  const writer = new ParquetWriter({
    writer: bytes,
    schema: schemaOf(names),
    kvMetadata: [{ key: 'nestvec', value: encodeHeader(header) }],
    createdBy: 'nestvec',
  });
  const taken = (): Uint8Array => {
    const part = bytes.getBytes().slice();
    bytes.index = 0;
    return part;
  };
  let group: TenantRecord[] = [];
  let size = 0;
  for await (const page of pages)
    for (const row of page) {
      group.push(row);
      size += recordBytes(row.record);
      if (size < groupBytes) continue;
      await writer.write({ columnData: columnsOf(group, names), rowGroupSize: group.length });
      yield taken();
      [group, size] = [[], 0];
    }
  if (group.length > 0)
    await writer.write({ columnData: columnsOf(group, names), rowGroupSize: group.length });
  await writer.finish();
  yield taken();
}

function schemaOf(vectors: readonly string[]): SchemaElement[] {
  const text = { type: 'BYTE_ARRAY', converted_type: 'UTF8' } as const;
  const columns: SchemaElement[] = textColumns.map((name) => ({
    name,
    ...text,
    repetition_type: name === 'id' ? 'REQUIRED' : 'OPTIONAL',
  }));
  columns.push({ name: 'metadata', ...text, repetition_type: 'REQUIRED' });
  const lists = vectors.flatMap((name): SchemaElement[] => [
    {
      name: vectorPrefix + name,
      converted_type: 'LIST',
      repetition_type: 'OPTIONAL',
      num_children: 1,
    },
    { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
    { name: 'element', type: 'FLOAT', repetition_type: 'REQUIRED' },
  ]);
  const root = { name: 'schema', num_children: columns.length + vectors.length };
  return [root, ...columns, ...lists];
}

type Columns = Parameters<
  InstanceType<Awaited<ReturnType<typeof loadWriting>>['ParquetWriter']>['write']
>[0]['columnData'];

function columnsOf(rows: readonly TenantRecord[], vectors: readonly string[]): Columns {
  const texts = textColumns.map((name) => ({
    name,
    data: rows.map(({ tenant, record }) => (name === 'tenant' ? tenant : record[name])),
    statistics: name === 'id' || name === 'tenant',
  }));
  const metadata = {
    name: 'metadata',
    data: rows.map(({ record }) => JSON.stringify(record.metadata)),
    statistics: false,
  };
  // Floats of a model are as good as random: packing them takes time and saves nothing.
  const lists = vectors.map((name) => ({
    name: vectorPrefix + name,
    data: rows.map(({ record }) => {
      const vector = record.vectors[name];
      return vector === undefined ? undefined : Array.from(vector);
    }),
    encoding: 'PLAIN' as const,
    codec: 'UNCOMPRESSED' as const,
    statistics: false,
  }));
  return [...texts, metadata, ...lists];
}
