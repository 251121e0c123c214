/** A row of a feed by the names of its columns, in lower case; an empty cell is absent. */
export type Row = Readonly<Record<string, string | undefined>>;

export function needed(row: Row, name: string): string {
  const value = row[name];
  if (value === undefined)
    throw new Error(`the feed has a row without ${name}: ${JSON.stringify(row).slice(0, 200)}`);
  return value;
}
