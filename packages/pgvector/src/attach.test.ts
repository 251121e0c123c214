import { readFile } from 'node:fs/promises';
import { attachCases, foreignRecords, readmeExample, runReadmeExample } from '@nestvec/testkit';
import { afterAll, describe, expect, it } from 'vitest';
import { foreignPostgres } from './__fixtures__/foreign.ts';
import { openFolder } from './__fixtures__/pglite.ts';
import { miniSpec, unitVector } from './__fixtures__/spec.ts';
import type { PgAttachOptions } from './attach-options.ts';
import { embeddedDatabase } from './database/pglite.ts';
import { raw } from './sql.ts';
import { pgvector } from './store.ts';

const folder = await openFolder();
const { data } = folder;
const database = embeddedDatabase(data);
afterAll(async () => {
  await database.close();
  await folder.close();
});

attachCases({ name: 'pglite', ...foreignPostgres(data, database), timeoutMs: 60_000 });

it('is searched as the README says', async () => {
  const { make, remove } = foreignPostgres(data, database);
  const ids = await make('readme', { vectorName: 'Embedding', records: foreignRecords });
  const markdown = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  const printed = await runReadmeExample(
    readmeExample(markdown, 'attach'),
    { pgvector, embedder: { identity: attach.embedder }, vector: foreignRecords[4]?.vector },
    { "'theirs'": "'readme'", "url: 'postgres://localhost/mydb'": `data: ${JSON.stringify(data)}` },
  );
  expect(printed).toHaveLength(3);
  expect(printed[0]).toBe(`${ids[4]} caption 4`);
  await remove('readme');
});

const run = async (text: string): Promise<readonly Readonly<Record<string, unknown>>[]> =>
  await database.use(async ({ query }) => await query(raw(text)));

const shown = (numbers: Float32Array): string => `'[${numbers.join(',')}]'`;

/** A table as others make them. */
async function theirTable(table: string, id: string, ids: readonly string[]): Promise<void> {
  await run('CREATE EXTENSION IF NOT EXISTS vector');
  await run(`CREATE TABLE "${table}" (key ${id} PRIMARY KEY, "Caption" varchar(200), price numeric(20, 4), stock bigint,
    color text, made timestamp, tags text[], extra jsonb, raw bytea, "Embedding" vector(256),
    created timestamptz NOT NULL DEFAULT '2026-01-01T00:00:00Z')`);
  for (const [i, value] of ids.entries())
    await run(`INSERT INTO "${table}" VALUES (${value}, 'caption ${i}', ${i}.5, 9007199254740993, ${i === 0 ? 'NULL' : `'c${i % 2}'`},
      '2026-01-0${i + 1} 12:00:00', ARRAY['t${i}'], '{"deep": {"n": ${i}}}', '\\x00', ${shown(unitVector(i).map((n) => n * (i + 2)))})`);
}

const attach: PgAttachOptions = {
  table: 'Their things',
  idField: 'key',
  embedder: miniSpec().embedder,
  vectors: { image: { modality: 'image' } },
  names: { image: 'Embedding' },
  fields: { color: 'string', price: 'number', made: 'datetime', tags: 'string[]' },
  textField: 'Caption',
};

describe.each([
  ['int', ['1', '20', '-3'], ['1', '20', '-3'], 'x'],
  [
    'uuid',
    [
      "'00000000-0000-4000-8000-000000000001'",
      "'00000000-0000-4000-8000-000000000002'",
      "'00000000-0000-4000-8000-000000000003'",
    ],
    [1, 2, 3].map((n) => `00000000-0000-4000-8000-00000000000${n}`),
    'x',
  ],
  ['text', ["'a'", "'it''s'", "'ü'"], ['a', "it's", 'ü'], undefined],
] as const)(
  'a table of someone else with ids of %s',
  { timeout: 120_000 },
  (type, literals, ids, badId) => {
    const collection = `theirs_${type}`;
    const table = `Their ${type}`;
    const open = (changes: Partial<PgAttachOptions> = {}) =>
      pgvector({ data, collection, attach: { ...attach, table, ...changes } });

    it('is read, searched, filtered and counted, and not written', async () => {
      await theirTable(table, type, literals);
      const store = open();
      expect(await store.count()).toBe(3);
      const { hits, explain } = await store.search({
        vector: unitVector(1),
        using: 'image',
        limit: 1,
      });
      expect(hits).toEqual([
        {
          id: ids[1],
          score: expect.closeTo(1, 5) as number,
          text: 'caption 1',
          metadata: {
            price: 1.5,
            stock: 9_007_199_254_740_992,
            color: 'c1',
            made: expect.stringMatching(/^2026-01-02T12:00:00/) as string,
            tags: ['t1'],
            extra: { deep: { n: 1 } },
            created: expect.stringMatching(/^2026-01-01T00:00:00/) as string,
          },
        },
      ]);
      expect(explain.exact).toBe(true);
      expect(await store.count({ filter: { color: { $ne: 'c1' } } })).toBe(2);
      expect(await store.count({ filter: { price: { $gt: 1 }, tags: 't2' } })).toBe(1);
      expect(await store.count({ filter: { made: '2026-01-02T12:00:00Z' } })).toBe(1);
      expect(await store.count({ filter: { $id: ids[0] } })).toBe(1);
      const [first, none] = await store.get([ids[0], badId ?? 'none']);
      expect(first?.vectors['image']).toHaveLength(256);
      expect(none).toBeUndefined();
      await expect(store.remove({ ids: [ids[0]] })).rejects.toThrow(/attach\.writable/);
      await store.close();
    });

    it('is searched through its index where that compares cosines', async () => {
      await run(`CREATE INDEX ON "${table}" USING hnsw ("Embedding" vector_cosine_ops)`);
      const store = open();
      const { hits, explain } = await store.search({
        vector: unitVector(2),
        using: 'image',
        limit: 2,
        depth: 2,
      });
      expect(hits[0]?.id).toBe(ids[2]);
      expect(explain.exact).toBe(false);
      await store.close();
    });

    it('is written where that is allowed: what an update does not name stays as it is, to the bit', async () => {
      const store = open({ writable: true });
      const before = await run(
        `SELECT stock, "Embedding"::text, extra::text FROM "${table}" WHERE "Caption" = 'caption 1'`,
      );
      await store.update([{ id: ids[1], metadata: { color: 'new' } }]);
      const after = await run(
        `SELECT stock, "Embedding"::text, extra::text FROM "${table}" WHERE "Caption" = 'caption 1'`,
      );
      expect(after).toEqual(before);
      expect(await store.count({ filter: { color: 'new' } })).toBe(1);
      const id =
        type === 'int' ? '77' : type === 'uuid' ? '00000000-0000-4000-8000-000000000077' : 'new';
      await store.upsert([
        {
          id,
          vectors: { image: unitVector(9) },
          text: 'mine',
          metadata: { price: 3, tags: ['"', 'a\\b', 'NULL'] },
        },
      ]);
      const [mine] = await store.get([id]);
      expect(mine).toMatchObject({
        text: 'mine',
        metadata: { price: 3, tags: ['"', 'a\\b', 'NULL'] },
      });
      const bad = (metadata: Record<string, unknown>) =>
        store.upsert([{ id, vectors: {}, metadata } as never], { withoutVectors: true });
      await expect(bad({ unknown: 1 })).rejects.toThrow(/metadata\.unknown.*no column/);
      await expect(bad({ stock: 1.5 })).rejects.toThrow(/metadata\.stock.*does not fit.*bigint/);
      await store.remove({ ids: [id] });
      expect(await store.count()).toBe(3);
      await expect(store.drop()).rejects.toThrow(/someone else made/);
      await store.close();
    });
  },
);

it('keeps texts of any character but U+0000 as they are, beside columns of any name', async () => {
  await run('CREATE DOMAIN remark AS text CHECK (length(VALUE) > 0)');
  await run(
    'CREATE TABLE odd (id text PRIMARY KEY, "Embedding" vector(256), caption text, note remark, "_near" text, "a""b" text[])',
  );
  const { vectors, names, embedder } = attach;
  const options = {
    embedder,
    vectors,
    names,
    fields: { note: 'string' },
    textField: 'caption',
    writable: true,
  } as const;
  const store = pgvector({ data, collection: 'odd', attach: options });
  const strange = '\u{10fffe}0 \u{10fffe}';
  const metadata = { note: strange, _near: 'x"; DROP TABLE odd; --', 'a"b': [strange, '\\', '"'] };
  await store.upsert([{ id: strange, vectors: { image: unitVector(1) }, text: strange, metadata }]);
  expect(await run('SELECT id, note, caption FROM odd')).toEqual([
    { id: strange, note: strange, caption: strange },
  ]);
  const { hits } = await store.search({ vector: unitVector(1), using: 'image', limit: 1 });
  expect(hits).toMatchObject([{ id: strange, text: strange, metadata }]);
  expect(await store.count({ filter: { note: strange } })).toBe(1);
  expect(await store.count({ filter: { note: { $in: [strange, '\0'] } } })).toBe(1);
  expect(await store.count({ filter: { note: 'x\0' } })).toBe(0);
  for (const bad of [
    { text: 'a\0' },
    { metadata: { note: '\0' } },
    { metadata: { 'a"b': ['\0'] } },
  ])
    await expect(
      store.upsert([{ id: 'b', vectors: { image: unitVector(1) }, metadata: {}, ...bad }]),
    ).rejects.toThrow(/records\[0\]\.(text|metadata).*U\+0000/);
  expect(await store.count()).toBe(1);
  await store.close();
});

it.each(['int', 'uuid'])('an id that is not one of %s is refused', async (type) => {
  const options = { ...attach, table: `Their ${type}`, writable: true };
  const store = pgvector({ data, collection: 'theirs', attach: options });
  const writing = store.upsert([{ id: 'x', vectors: {}, metadata: {} }], { withoutVectors: true });
  await expect(writing).rejects.toThrow(/does not fit into the column key/);
  await store.close();
});

describe('a vector that is added to a table of someone else', { timeout: 120_000 }, () => {
  it.each([
    ['int', ['1', '20', '-3']],
    ['uuid', [1, 2, 3].map((n) => `'00000000-0000-4000-8000-00000000000${n}'`)],
  ] as const)(
    'has an index and is remembered beside ids of %s, without a word in their comment',
    async (type, ids) => {
      const table = `added ${type}`;
      await theirTable(table, type, ids);
      await run(`COMMENT ON TABLE "${table}" IS 'theirs'`);
      await run(
        `INSERT INTO "${table}" (key, "Embedding") SELECT ${type === 'int' ? '99' : 'gen_random_uuid()'}, array_fill(0, ARRAY[256])::vector`,
      );
      const spec = miniSpec({ name: 'added', fields: attach.fields });
      const open = () =>
        pgvector({
          data,
          collection: 'added',
          indexFrom: 3,
          attach: { ...attach, table, writable: true },
        });
      const store = open();
      const plan = await store.plan(spec);
      expect(plan.steps.map(({ label, target }) => `${label} ${target}`)).toEqual([
        'alter vectors.image_64',
        'backfill vectors.image_64',
      ]);
      await store.apply(plan);
      await store.close();
      const again = open();
      expect((await again.plan(spec)).steps).toEqual([]);
      const search = {
        vector: unitVector(1),
        using: 'image_64',
        rescore: 'image',
        limit: 1,
        depth: 1,
        oversample: 2,
      } as const;
      const { hits, explain } = await again.search(search);
      expect(hits[0]?.text).toBe('caption 1');
      expect(explain).toMatchObject({ exact: false, stages: 'native' });
      const [said] =
        await run(`SELECT obj_description('"${table}"'::regclass, 'pg_class') AS comment,
      (SELECT count(*) FROM "${table}" WHERE image_64 IS NULL) AS lacking`);
      expect(said).toEqual({ comment: 'theirs', lacking: '1' });
      await again.close();
    },
  );
});

describe('a declaration that the table does not bear out', { timeout: 120_000 }, () => {
  it.each([
    [
      { idField: 'id' },
      /idField.*column id, which the table "Their text" does not have; it has key, Caption/,
    ],
    [{ idField: 'price' }, /idField.*numeric/],
    [
      { vectors: { image: { modality: 'image', dimensions: 64 } } },
      /vectors\.image.*64 dimensions.*vector\(256\)/,
    ],
    [{ names: {} }, /vectors\.image.*column image.*attach\.names/],
    [{ fields: { color: 'number' } }, /fields\.color.*declared as number.*text/],
    [{ fields: { raw: 'string' } }, /fields\.raw.*bytea/],
    [{ textField: 'price' }, /textField.*numeric.*name one of texts/],
  ] as const)('%j is refused', async (changes, expected) => {
    const store = pgvector({
      data,
      collection: 'theirs',
      attach: { ...attach, table: 'Their text', ...changes },
    });
    await expect(store.count()).rejects.toThrow(expected);
    await store.close();
  });
});

describe('words of texts in a table of someone else', { timeout: 120_000 }, () => {
  const texts = [
    'Running shoes, red',
    'A red red shoe',
    "it's blue\\",
    'the running of bulls',
    null,
  ];
  const open = (table: string, textField = 'Body') => {
    const { vectors, names, embedder } = attach;
    const fields = { n: 'number' } as const;
    const options = { embedder, vectors, names, fields, textField };
    return pgvector({ data, collection: 'texts', attach: { ...options, table } });
  };
  const make = async (table: string, more: readonly string[]): Promise<void> => {
    await run(
      `CREATE TABLE "${table}" (id text PRIMARY KEY, "Embedding" vector(256), "Body" text, n int)`,
    );
    for (const [i, body] of texts.entries())
      await run(
        `INSERT INTO "${table}" (id, "Body", n) VALUES ('r${i}', ${body === null ? 'NULL' : `'${body.replaceAll("'", "''")}'`}, ${i})`,
      );
    for (const statement of more) await run(statement);
  };
  const index = `USING gin (to_tsvector('english', "Body"))`;

  it.each([
    ['an index', [`CREATE INDEX ON "of an index" ${index}`]],
    [
      'a column',
      [
        `ALTER TABLE "of a column" ADD COLUMN words tsvector
         GENERATED ALWAYS AS (setweight(to_tsvector('english', coalesce("Body", '')), 'A')) STORED`,
      ],
    ],
  ])('are found by what %s makes of them, as its rules cut them', async (what, statements) => {
    const table = `of ${what}`;
    await make(table, statements);
    const store = open(table);
    expect(store.capabilities.words).toBe('other');
    const found = async (words: string, more: object = {}) =>
      (await store.search({ words, ...more })).hits.map(({ id }) => id);
    expect(new Set(await found('shoe'))).toEqual(new Set(['r0', 'r1']));
    expect(new Set(await found('runs'))).toEqual(new Set(['r0', 'r3']));
    expect((await found('red shoe'))[0]).toBe('r1'); // it has red twice
    expect(await found('red', { filter: { n: { $lt: 1 } } })).toEqual(['r0']);
    expect(await found('red', { limit: 1, offset: 1, depth: 2 })).toHaveLength(1);
    expect(await found(`blue' \\ | & !`)).toEqual(['r2']);
    expect(await found('the')).toEqual([]); // a stop word of theirs
    expect(await found('  ')).toEqual([]);
    await expect(store.count({ filter: { $text: 'red' } })).rejects.toMatchObject({
      code: 'unsupported',
    });
    await store.close();
  });

  it('are refused where no full text is over the column, or over a part of the rows alone', async () => {
    await make('without', [
      `CREATE INDEX ON without ${index} WHERE n > 2`,
      `CREATE INDEX ON without USING gin (to_tsvector('simple', id))`,
    ]);
    const store = open('without');
    await expect(store.search({ words: 'red' })).rejects.toMatchObject({
      code: 'invalid-input',
      details: { field: 'words' },
    });
    await store.close();
  });
});
