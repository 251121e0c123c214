import { ByteWriter, ParquetWriter } from 'hyparquet-writer';

/** A Parquet file of these columns, in two row groups where there are rows enough. */
export async function parquetOf(
  columns: Readonly<Record<string, readonly (string | number | bigint | null)[]>>,
): Promise<Uint8Array> {
  const names = Object.keys(columns);
  const writer = new ByteWriter();
  const typeOf = (name: string): 'STRING' | 'INT32' | 'INT64' => {
    const first = columns[name]?.find((value) => value !== null);
    return typeof first === 'bigint' ? 'INT64' : typeof first === 'number' ? 'INT32' : 'STRING';
  };
  const parquet = new ParquetWriter({
    writer,
    schema: [
      { name: 'schema', num_children: names.length },
      ...names.map((name) => {
        const type = typeOf(name);
        return type === 'STRING'
          ? { name, type: 'BYTE_ARRAY' as const, converted_type: 'UTF8' as const, repetition_type: 'OPTIONAL' as const }
          : { name, type, repetition_type: 'OPTIONAL' as const };
      }),
    ],
  });
  await parquet.write({
    columnData: names.map((name) => ({ name, data: [...(columns[name] ?? [])] })),
    rowGroupSize: 2,
  });
  await parquet.finish();
  return writer.getBytes().slice();
}
