import fc from 'fast-check';
import { expect, it } from 'vitest';
import { seed, seeded } from '@nestvec/testkit';
import { unitVector } from './__fixtures__/collection.ts';
import { loadPeers } from './client.ts';
import { column, tableFrom, vectorData } from './columns.ts';
import { keepBom } from './keys.ts';
import { readVector, type Row } from './record.ts';
import { vectorField } from './schema.ts';

const { arrow } = await loadPeers(undefined);

const roundTrip = (
  name: string,
  type: ConstructorParameters<typeof arrow.Field>[1],
  data: ReturnType<typeof column>,
) => {
  const table = tableFrom([new arrow.Field(name, type, true)], [data], data.length, arrow);
  return arrow.tableFromIPC(arrow.tableToIPC(table)).toArray() as Row[];
};

it(seeded('writes texts that are read back as they were'), () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constant('\ufeff'),
    fc.constant('\u0000'),
  );
  const texts = fc.array(fc.option(text), { minLength: 1 });
  fc.assert(
    fc.property(texts, (values) => {
      const kept = values.map((value) => (value === null ? null : keepBom(value)));
      const rows = roundTrip('text', new arrow.Utf8(), column(kept, new arrow.Utf8(), arrow));
      expect(rows.map((row) => row['text'])).toEqual(values);
    }),
    { seed },
  );
});

it(seeded('writes vectors bit by bit, and knows which are missing'), () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 40 }), (present) => {
      const vectors = present.map((isThere, i) =>
        isThere ? unitVector(i).slice(0, 3) : undefined,
      );
      const { type } = vectorField('v', 3, arrow);
      const rows = roundTrip('_vector_v', type, vectorData(vectors, 3, type, arrow));
      expect(rows.map((row) => readVector(row, 'v'))).toEqual(vectors);
    }),
    { seed },
  );
});
