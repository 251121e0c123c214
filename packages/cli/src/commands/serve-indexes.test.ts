import { execFile } from 'node:child_process';
import { createIndex, type Store } from '@nestvec/core';
import { onnx } from '@nestvec/core/onnx';
import { modelDirectory } from '@nestvec/mini-clip';
import { qdrant } from '@nestvec/qdrant';
import { hashKey } from '@nestvec/server';
import { realServer, type ServerName } from '@nestvec/testkit/server';
import { catalogPage } from '@nestvec/web';
import { weaviate } from '@nestvec/weaviate';
import { afterEach, beforeEach, expect, it, onTestFinished, type TestContext } from 'vitest';
import { nestvec } from '../__fixtures__/nestvec.ts';
import { serving } from '../__fixtures__/serving.ts';
import { createWorkplace, type Workplace } from '../__fixtures__/workplace.ts';
import { lancedb } from '@nestvec/lancedb';

let at: Workplace;
beforeEach(async () => {
  at = await createWorkplace();
});
afterEach(() => at.remove());

/** What a shell prints for a line, as it stands. */
async function shell(line: string): Promise<string> {
  return await new Promise((resolve, reject) => {
    execFile('/bin/sh', ['-c', line], (error, stdout) =>
      error === null ? resolve(stdout) : reject(new Error(line, { cause: error })),
    );
  });
}

const names = ['violin', 'guitar', 'banana'] as const;

/** Three images of the catalogue with facts, in a collection. */
async function fill(store: Store): Promise<void> {
  const embedder = await onnx({ directory: modelDirectory });
  const fields = { title: 'string', price: 'number', secret: 'string' } as const;
  const index = await createIndex({ embedder, store, fields });
  const items = await Promise.all(
    names.map(async (name, i) => {
      const target = `${name}.webp`;
      await at.image(name, target);
      return {
        id: name,
        text: `a ${name}`,
        image: at.path(target),
        metadata: { title: name, price: i, secret: `hidden-${name}` },
      };
    }),
  );
  expect(await index.ingest(items)).toMatchObject({ written: 3, failed: 0 });
  await index.close();
}

interface Hits {
  readonly hits: readonly {
    readonly id: string;
    readonly image?: string;
    readonly metadata: object;
  }[];
}

/** Everything that is printed for a collection, run as it stands, and what may not be asked. */
async function tryServed(collection: string, flags: readonly string[]): Promise<number> {
  const args = [
    collection,
    '--public',
    collection,
    '--show',
    'title,price',
    '--root',
    '.',
    ...flags,
  ];
  const { code, err } = await serving(
    { cwd: at.folder, mostMs: 150_000 },
    args,
    async (out, url) => {
      const lines = out
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line.startsWith('curl '));
      expect(lines).toHaveLength(10);
      const answers = [];
      for (const line of lines) answers.push(await shell(`${line} `));
      const [search = '', facets = '', image = '', agent = '', upload = ''] = answers.slice(5);
      const { hits } = JSON.parse(search) as Hits;
      expect(hits).toHaveLength(3);
      expect(Object.keys(hits[0]?.metadata ?? {}).toSorted()).toEqual(['price', 'title']);
      expect(JSON.parse(facets)).toMatchObject({
        facets: { title: { values: [{ count: 1 }, { count: 1 }, { count: 1 }] } },
      });
      expect(image.trim()).toBe('image/webp');
      expect(agent).toMatch(/hits/);
      expect(agent).not.toMatch(/hidden|a violin|\.webp/);
      const { upload: id } = JSON.parse(upload) as { upload: string };
      const post = async (door: string, body: object): Promise<Response> =>
        await fetch(`${url}/v1/indexes/${collection}/${door}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        });
      const found = (await (
        await post('search', { query: { image: { upload: id } }, limit: 1 })
      ).json()) as Hits;
      const [shown] = found.hits;
      expect(image).not.toBe('');
      expect((await fetch(`${url}${shown?.image}?size=128`)).headers.get('content-type')).toBe(
        'image/webp',
      );
      const text = (await (await post('search', { query: 'violin', limit: 1 })).json()) as Hits;
      expect(text.hits).toMatchObject([{ id: 'violin' }]);
      const like = (await (await post('search', { query: { like: 'violin' } })).json()) as Hits;
      expect(like.hits.map((hit) => hit.id).toSorted()).toEqual(['banana', 'guitar']);
      expect(await (await post('count', { filter: { price: { $gte: 1 } } })).json()).toEqual({
        count: 2,
      });
      expect(
        await (
          await post('list', { sort: { field: 'price', direction: 'desc' }, limit: 1 })
        ).json(),
      ).toMatchObject({ records: [{ id: 'banana' }] });
      for (const [door, body] of [
        ['count', { filter: { secret: 'hidden-violin' } }],
        ['list', { sort: { field: 'secret' } }],
        ['facets', { fields: { secret: { kind: 'values' } } }],
        ['search', { query: 'violin', filter: { $uri: { $exists: true } } }],
      ] as const)
        expect((await post(door, body)).status, door).toBe(400);
      expect(JSON.stringify(await (await post('get', { ids: [...names] })).json())).not.toMatch(
        /hidden|a violin/,
      );
    },
  );
  expect(err).not.toContain('"level":"error"');
  return code;
}

it(
  'serves a collection of LanceDB by the commands that it prints',
  { timeout: 300_000 },
  async () => {
    await fill(lancedb({ uri: at.path('.nestvec'), collection: 'shop' }));
    expect(await tryServed('shop', [])).toBe(0);
  },
);

async function serverOf(
  name: ServerName,
  context: TestContext,
): Promise<Exclude<Awaited<ReturnType<typeof realServer>>, string> | undefined> {
  const server = await realServer(name);
  if (typeof server === 'string') return context.skip(server);
  onTestFinished(server.stop);
  return server;
}

const collection = `Serve${process.pid}x${Date.now().toString(36)}`;

it(
  'serves a collection of Qdrant by the commands that it prints',
  { timeout: 300_000 },
  async (context) => {
    const server = await serverOf('qdrant', context);
    if (server === undefined) return;
    const store = (): Store => qdrant({ url: server.url, collection });
    onTestFinished(async () => void (await store().drop()));
    await fill(store());
    expect(await tryServed(collection, ['--store', 'qdrant', '--url', server.url])).toBe(0);
  },
);

it(
  'serves a collection of Weaviate by the commands that it prints',
  { timeout: 300_000 },
  async (context) => {
    const server = await serverOf('weaviate', context);
    if (server === undefined) return;
    const { url, grpcUrl } = server;
    const grpc = grpcUrl === undefined ? {} : { grpc: { url: grpcUrl } };
    const store = (): Store => weaviate({ url, ...grpc, collection });
    onTestFinished(async () => void (await store().drop()));
    await fill(store());
    expect(
      await tryServed(collection, [
        '--store',
        'weaviate',
        '--url',
        url,
        ...(grpcUrl === undefined ? [] : ['--grpc-url', grpcUrl]),
      ]),
    ).toBe(0);
  },
);

it(
  'serves an alias, and what it leads to once it is moved, without a failed request',
  { timeout: 300_000 },
  async () => {
    const open = (name: string): Store => lancedb({ uri: at.path('.nestvec'), collection: name });
    await fill(open('shop'));
    const copied = await nestvec(['copy', 'shop', 'shop_v2'], { cwd: at.folder });
    expect(copied.code, copied.stderr).toBe(0);
    await open('shop_v2').remove({ ids: ['banana'] });
    const { aliases } = open('shop');
    await aliases.set('live', 'shop');
    const flags = ['live', '--public', 'live', '--show', 'title'];
    await serving({ cwd: at.folder, mostMs: 150_000 }, flags, async (_, url) => {
      const search = async (): Promise<string> => {
        const answer = await fetch(`${url}/v1/indexes/live/search`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ query: 'banana' }),
        });
        expect(answer.status).toBe(200);
        const { hits } = (await answer.json()) as Hits;
        return hits
          .map(({ id }) => id)
          .toSorted()
          .join(' ');
      };
      expect(await search()).toBe('banana guitar violin');
      for (const [collection, found] of [
        ['shop_v2', 'guitar violin'],
        ['shop', 'banana guitar violin'],
      ] as const) {
        const during = new Set<string>();
        const moved = aliases.move('live', collection);
        for (let n = 0; n < 10; n++) during.add(await search());
        await moved;
        await expect.poll(search, { timeout: 10_000 }).toBe(found);
        for (const one of during) expect(['banana guitar violin', 'guitar violin']).toContain(one);
      }
      // Other models' collections are refused, and what is served stays.
      await expect(aliases.move('live', 'nothing')).rejects.toMatchObject({ code: 'not-found' });
      expect(await search()).toBe('banana guitar violin');
    });
  },
);

it(
  'asks for a key where one is given, and shows what that key may see',
  { timeout: 300_000 },
  async () => {
    await fill(lancedb({ uri: at.path('.nestvec'), collection: 'shop' }));
    const key = 'a-key-of-the-command-line';
    const grant = {
      hash: hashKey(key),
      access: 'read',
      indexes: ['shop'],
      filter: { price: { $gt: 0 } },
      fields: ['title'],
    };
    await at.write('keys.json', JSON.stringify([grant]));
    await serving(
      { cwd: at.folder, mostMs: 150_000 },
      ['shop', '--keys', 'keys.json', '--root', '.'],
      async (out) => {
        const line =
          out
            .split('\n')
            .find(
              (one) => one.includes('/v1/indexes/shop/search') && one.trim().startsWith('curl'),
            ) ?? '';
        expect(line).toContain('Authorization: Bearer KEY');
        const { hits } = JSON.parse(await shell(line.replace('KEY', key))) as Hits;
        expect(hits.map(({ metadata }) => metadata)).toEqual(
          expect.arrayContaining([{ title: 'guitar' }, { title: 'banana' }]),
        );
        expect(hits).toHaveLength(2);
        expect(JSON.parse(await shell(line))).toMatchObject({ error: { code: 'invalid_api_key' } });
      },
    );
  },
);

it('gives the page what flags say of it', { timeout: 300_000 }, async (context) => {
  if (catalogPage() === undefined) context.skip('the page is not built here; npm run build');
  await fill(lancedb({ uri: at.path('.nestvec'), collection: 'shop' }));
  const flags = [
    '--public',
    'shop',
    '--show',
    'title,price',
    '--heading',
    'Our shop',
    '--title',
    'title',
    '--price',
    'price',
    '--currency',
    'EUR',
    '--description',
    'title',
    '--facets',
    'title',
    '--sorts',
    'price',
    '--group',
    'price',
    '--boost',
    'title=guitar:0.5',
    'price:-0.1',
  ];
  await serving({ cwd: at.folder, mostMs: 150_000 }, ['shop', ...flags], async (_, url) => {
    const { settings } = (await (await fetch(`${url}/v1/indexes/shop/page`)).json()) as {
      settings: object;
    };
    expect(settings).toEqual({
      heading: 'Our shop',
      title: 'title',
      description: 'title',
      price: 'price',
      currency: 'EUR',
      facets: ['title'],
      sorts: ['price'],
      group: 'price',
      boost: [
        { filter: { title: 'guitar' }, weight: 0.5 },
        { field: 'price', weight: -0.1 },
      ],
    });
  });
  await at.write('page.json', JSON.stringify({ shop: { sorts: ['nowhere'] } }));
  await at.write('list.json', '[]');
  const open = ['shop', '--public', 'shop'];
  const cases: readonly (readonly [readonly string[], string])[] = [
    [['--group', 'nowhere'], '--group: names nowhere, which is not declared as'],
    [['--sorts', 'title'], '--sorts: names title, which is not declared as'],
    [['--currency', 'euro'], 'It must be a code of three letters'],
    [['--boost', 'price=cheap:1'], '--boost: filter.price: must be a number'],
    [['--page-settings', 'page.json'], '--page-settings: page.json: shop.sorts names nowhere'],
    [['--page-settings', 'list.json'], '--page-settings: list.json must hold an object'],
    [['--page-settings', 'none.json'], '--page-settings: none.json'],
    [['--page-settings', 'page.json', '--heading', 'A'], '--heading: stands in the file'],
  ];
  for (const [args, message] of cases) {
    const { code, stderr } = await nestvec(['serve', '--port', '0', ...open, ...args], {
      cwd: at.folder,
    });
    expect([code, stderr], message).toEqual([1, expect.stringContaining(message)]);
  }
});

it('says in the words of its flags what it can’t serve', { timeout: 60_000 }, async () => {
  const cases: readonly (readonly [readonly string[], string])[] = [
    [['shop'], '--public: is missing'],
    [['shop', '--public', 'other'], '--public: names other'],
    [['--root', '.'], '--root: is for images'],
    [['shop', '--public', 'shop'], 'there is no collection shop'],
    [['--show', 'title'], '--show: is for what is open'],
    [['--heading', 'Our shop'], '--heading: is for the page of a collection'],
    [['--page-settings', 'page.json'], '--page-settings: is for the page of collections'],
    [['--boost', 'in_stock'], 'Write FIELD=VALUE:WEIGHT'],
    [['--boost', 'in_stock=true:much'], 'Write FIELD=VALUE:WEIGHT'],
    [['--facets', 'color,'], '--facets'],
  ];
  for (const [args, message] of cases) {
    const { code, stderr } = await nestvec(['serve', '--port', '0', ...args], { cwd: at.folder });
    expect([code, stderr]).toEqual([1, expect.stringContaining(message)]);
  }
});
