import { describe, expect, it } from 'vitest';
import { miniSpec } from './__fixtures__/spec.ts';
import { checkNative } from './native.ts';
import { createTable, vectorColumn } from './schema.ts';
import { name, numbered } from './sql.ts';

const statements = (
  changes: Parameters<typeof miniSpec>[0],
  rowLevelSecurity = false,
  indexFrom = 0,
): string[] =>
  createTable(name('things'), miniSpec(changes), '{"it": "’s"}', {
    rowLevelSecurity,
    indexFrom,
  }).map(numbered);

const image = { modality: 'image', dimensions: 256, quantization: 'none', graph: true } as const;

describe('the table of a collection', () => {
  it('has a column for the id, each part, each field and each vector, and an index over the coarse vector alone', () => {
    expect(statements({ fields: { price: 'number', tags: 'string[]' } })).toEqual([
      'CREATE TABLE "things" ("_id" text COLLATE "C" NOT NULL, "_metadata" jsonb NOT NULL, "_text" text COLLATE "C", ' +
        '"_uri" text COLLATE "C", "_parent_id" text COLLATE "C", "_source" text COLLATE "C", "_content_hash" text COLLATE "C", ' +
        '"price" double precision, "tags" text[] COLLATE "C", "_vector_image" vector(256), "_vector_image_64" vector(64), ' +
        'PRIMARY KEY ("_id"))',
      'CREATE INDEX ON "things" ("price")',
      `CREATE INDEX ON "things" USING gin (("_metadata" -> 'tags') jsonb_path_ops) WITH (fastupdate = off)`,
      'CREATE INDEX ON "things" USING hnsw ("_vector_image_64" vector_ip_ops)',
      `COMMENT ON TABLE "things" IS '{"it": "’s"}'`,
    ]);
  });

  it('gets the indexes of vectors later where there must be records first', () => {
    expect(statements({}, false, 1).filter((text) => text.includes('hnsw'))).toEqual([]);
  });

  it('is kept apart by tenants, and by the server where that is asked for', () => {
    const [table, ...rest] = statements({ tenants: true }, true);
    expect(table).toContain('"_tenant" text COLLATE "C" NOT NULL');
    expect(table).toContain('PRIMARY KEY ("_tenant", "_id")');
    const own = `"_tenant" = current_setting('nestvec.tenant', true)`;
    expect(rest).toContain('ALTER TABLE "things" ENABLE ROW LEVEL SECURITY');
    expect(rest).toContain(
      `CREATE POLICY "nestvec_tenant" ON "things" USING (${own}) WITH CHECK (${own})`,
    );
  });

  it.each([
    [{}, 'USING hnsw ("_vector_image" vector_ip_ops)'],
    [
      { m: 8, efConstruction: 32 },
      'USING hnsw ("_vector_image" vector_ip_ops) WITH (m = 8, ef_construction = 32)',
    ],
    [
      { index: 'ivfflat', lists: 50 },
      'USING ivfflat ("_vector_image" vector_ip_ops) WITH (lists = 50)',
    ],
    [{ indexAs: 'halfvec' }, 'USING hnsw (("_vector_image"::halfvec(256)) halfvec_ip_ops)'],
    [{ column: 'halfvec' }, 'USING hnsw ("_vector_image" halfvec_ip_ops)'],
    [
      { indexAs: 'bit' },
      'USING hnsw ((binary_quantize("_vector_image")::bit(256)) bit_hamming_ops)',
    ],
  ])('has the index that %j asks for', (native, expected) => {
    const vectors = { image: { ...image, native: { pgvector: native } } };
    expect(statements({ vectors })).toContain(`CREATE INDEX ON "things" ${expected}`);
  });

  it('cuts a long name of a vector, and keeps it apart from others', () => {
    const [a, b] = ['a', 'b'].map((end) => vectorColumn('v'.repeat(62) + end));
    expect(a).not.toBe(b);
    expect(a?.length).toBe(63);
    expect(vectorColumn('image')).toBe('_vector_image');
  });
});

describe('what pgvector can’t have', () => {
  it('refuses a field with the name of a column that every table has', () => {
    const fields = { xmin: 'number' } as const;
    expect(() => checkNative(miniSpec({ fields }))).toThrow(/a field called xmin.*another name/);
  });

  it.each([
    [{ quantization: 'int8' }, /int8 quantisation/],
    [{ dimensions: 2048 }, /an index of vector over the 2048 dimensions of image.*at most 2000/],
    [{ dimensions: 4096, native: { pgvector: { indexAs: 'halfvec' } } }, /at most 4000/],
    [{ dimensions: 16_001, graph: false }, /at most 16000/],
    [{ native: { pgvector: { ef: 3 } } }, /unknown option ef/],
  ] as const)('%j is refused', (changes, expected) => {
    const vectors = { image: { ...image, native: {}, ...changes } };
    expect(() => checkNative(miniSpec({ vectors }))).toThrow(expected);
  });

  it.each([
    { dimensions: 2048, graph: false },
    { dimensions: 2048, native: { pgvector: { indexAs: 'halfvec' } } },
    { dimensions: 8192, quantization: 'binary' },
  ] as const)('%j is taken', (changes) => {
    const vectors = { image: { ...image, native: {}, ...changes } };
    expect(() => checkNative(miniSpec({ vectors }))).not.toThrow();
  });
});
