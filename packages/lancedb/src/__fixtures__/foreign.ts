import type { ForeignDatabase, ForeignStored } from '@nestvec/testkit';
import type { Connection } from '@lancedb/lancedb';
import { type LanceModule, loadPeers } from '../client.ts';
import { lancedb } from '../store.ts';

type Row = Readonly<Record<string, unknown>>;

/** Tables as the plain client makes them of rows. */
export function foreignLance(uri: string, module: LanceModule): ForeignDatabase {
  const connect = async (): Promise<Connection> => {
    const { lance } = await loadPeers(module);
    return await lance.connect(uri, { readConsistencyInterval: 0 });
  };
  return {
    vectorNames: ['vector'],
    newId: 'x-1',
    types: { year: 'Float64', color: 'Utf8', tags: 'List' },
    can: {
      addVector: false,
      removeVector: false,
      addField: false,
      filterById: true,
      writeBesideUnnamed: true,
      seenWithout: true,
    },
    async make(collection, { vectorName, records }) {
      const rows = records.map(({ vector, values }, i) => ({
        id: `their ${i}`,
        [vectorName]: [...vector],
        ...values,
      }));
      const database = await connect();
      await database.createTable(collection, rows);
      return rows.map(({ id }) => id);
    },
    async look(collection) {
      const table = await (await connect()).openTable(collection);
      const { fields } = await table.schema();
      const rows = (await table.query().toArray()) as readonly Row[]; // Arrow's rows
      return {
        vectors: Object.fromEntries(
          fields.flatMap(({ name, type }) =>
            String(type).startsWith('FixedSizeList') ? [[name, String(type)]] : [],
          ),
        ),
        records: Object.fromEntries(
          rows.map((row): [string, ForeignStored] => {
            const { id, vector, ...values } = { ...row };
            return [
              String(id),
              {
                vectors: { vector: [...(vector as Iterable<number>)] }, // a column of numbers
                values: JSON.parse(JSON.stringify(values)) as ForeignStored['values'], // JSON
              },
            ];
          }),
        ),
      };
    },
    async remove(collection) {
      const database = await connect();
      await database.dropTable(collection);
    },
    open: (collection, attach) =>
      lancedb({
        uri,
        collection,
        module,
        attach: attach === undefined ? undefined : { ...attach, ids: 'native' },
      }),
  };
}
