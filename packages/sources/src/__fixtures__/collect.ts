/** All entries of a stream. */
export async function collect<Entry>(stream: AsyncIterable<Entry>): Promise<Entry[]> {
  const entries: Entry[] = [];
  for await (const entry of stream) entries.push(entry);
  return entries;
}
