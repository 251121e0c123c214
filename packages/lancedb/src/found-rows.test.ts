import { expect, it } from 'vitest';
import { loadPeers } from './client.ts';
import { foundRows } from './found-rows.ts';
import { keyOf } from './keys.ts';

const { arrow } = await loadPeers(undefined);

const ids = [
  'a',
  '\ufeff',
  '\ufeffbegins with a mark',
  '\ufeff\ufefftwice',
  'in the \ufeff middle',
  'half 日本語 👍',
  'z',
];

/** The keys of these ids, and a hole, as a query's answer has them. */
function answer() {
  const keys = arrow.vectorFromArray(
    [...ids.map((id) => keyOf(undefined, id)), null],
    new arrow.Utf8(),
  );
  return arrow.tableFromIPC(arrow.tableToIPC(new arrow.Table({ id: keys })));
}

it('reads ids that begin with a byte order mark as they were given', () => {
  const rows = foundRows(answer());
  const idAt = rows.reader('id');
  const read = Array.from({ length: rows.count }, (_, i) => idAt(i));
  expect(read).toEqual([...ids, null]);
});

it('reads by column what it reads by row, also in a part of an answer', () => {
  const table = answer();
  for (const part of [table, table.slice(1, 4), table.slice(3), table.concat(table)]) {
    const rows = foundRows(part);
    const idAt = rows.reader('id');
    const byColumn = Array.from({ length: rows.count }, (_, i) => idAt(i));
    const byRow = Array.from({ length: rows.count }, (_, i) => rows.row(i, ['id'])['id']);
    expect(byColumn).toEqual(byRow);
  }
});
