import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Content } from '../embedder/content.ts';
import type { Embedder, EmbedResult } from '../embedder/embedder.ts';
import {
  errorOf,
  type FakeAnswer,
  fakeDimensions,
  type FakeDialect,
  type FakeServer,
  fakeServer,
} from './__fixtures__/fake-dialects.ts';
import { encodeVector, fakeVector } from './__fixtures__/fake-vector.ts';
import { modelInDialect } from './dialect-model.ts';
import { type Dialect, dialectFacts, dialects } from './dialects.ts';
import { jina } from './jina.ts';
import { type HostedModelId, hostedModelIds, hostedModels } from './models.ts';
import type { JinaOptions } from './options.ts';

const all: readonly FakeDialect[] = ['infinity', 'openai', 'cohere', 'voyage', 'tei', 'ollama'];
const withImages = all.filter((dialect) => dialectFacts[dialect].images);
/** `input_type` of a document, where the dialect has one. */
const taskOf = (dialect: FakeDialect): string => dialectFacts[dialect].tasks?.document ?? '';
const facts = { dimensions: fakeDimensions, maxTokens: 512 };
const document = { task: 'document' } as const;
const query = { task: 'query' } as const;
const apiKey = 'sk-0123456789';

interface Place {
  readonly fake: FakeServer;
  open(changes?: JinaOptions): Embedder;
}

async function place(dialect: FakeDialect): Promise<Place> {
  const fake = await fakeServer(dialect, apiKey);
  onTestFinished(() => fake.close());
  const budgets = { requestsPerMinute: 1e6, tokensPerMinute: 1e9 };
  return {
    fake,
    open(changes) {
      const embedder = jina({
        apiKey,
        dialect,
        baseUrl: fake.url,
        model: 'my-model',
        facts,
        budgets,
        ...changes,
      });
      onTestFinished(() => embedder.close());
      return embedder;
    },
  };
}

function vectors({ embeddings }: EmbedResult): readonly Float32Array[] {
  return embeddings.map((embedding) => {
    if (!embedding.ok) throw embedding.error;
    return embedding.vector;
  });
}

const image = {
  image: await sharp({ create: { width: 80, height: 60, channels: 3, background: '#f00' } })
    .png()
    .toBuffer(),
};
const texts = (count: number): Content[] =>
  Array.from({ length: count }, (_, i) => ({ text: `text ${i}` }));

describe.each(all)('the dialect %s', (dialect) => {
  const task = taskOf(dialect);

  it.each(dialectFacts[dialect].encodings)(
    'gives unit vectors of texts in %s',
    async (encoding) => {
      const { open } = await place(dialect);
      const result = await open({ encoding }).embed(texts(3), document);
      const expected = ['text 0', 'text 1', 'text 2'].map((text) =>
        fakeVector(text, task, fakeDimensions),
      );
      expect(vectors(result)).toEqual(expected);
      // Text Embeddings Inference does not say, so they are estimated.
      expect(result.usage).toEqual({ tokens: dialect === 'tei' ? 12 : 18, requests: 1 });
    },
  );

  it('sends no more items than it takes', async () => {
    const { open, fake } = await place(dialect);
    const { usage } = await open().embed(texts(600), document);
    expect(usage.requests).toBe(Math.ceil(600 / dialectFacts[dialect].itemsPerRequest));
    expect(fake.received).toHaveLength(usage.requests);
  });

  it('finds the one content that is refused', async () => {
    const { open } = await place(dialect);
    const contents = texts(9).with(4, { text: 'POISON' });
    const { embeddings } = await open().embed(contents, document);
    expect(embeddings.map(({ ok }) => ok)).toEqual(contents.map((_, index) => index !== 4));
    expect(embeddings[4]).toMatchObject({
      error: {
        message: expect.stringMatching(
          `^contents\\[4\\]: ${dialect}: .* failed with 400: .*it says: cannot process input`,
        ),
      },
    });
  });

  it('tries again what it is too busy for, and says so of a refused key at once', async () => {
    const { open, fake } = await place(dialect);
    fake.script({ ...errorOf(dialect, 429, 'slow down'), headers: { 'retry-after': '0' } });
    const { usage } = await open().embed(texts(1), document);
    expect(usage.requests).toBe(2);
    await expect(
      open({ apiKey: 'sk-wrong-wrong' }).embed(texts(1), document),
    ).rejects.toMatchObject({
      code: 'embedder',
      details: { status: 401, retryable: false },
      message: expect.stringContaining(`${dialect}: embedding 1 content at ${fake.url}`),
    });
  });

  it('is its own identity where the prefixes are others', async () => {
    const { open } = await place(dialect);
    const { identity } = open();
    expect(identity).toMatchObject({
      model: 'my-model',
      dimensions: fakeDimensions,
      maxTokens: 512,
      imagePolicy: 'none',
      taskHandling: task === '' ? 'none' : 'service',
    });
    if (task !== '') return;
    const prefixed = (prefix: string): unknown =>
      open({ facts: { ...facts, prefixes: { query: prefix } } }).identity;
    expect(prefixed('query: ')).toMatchObject({ taskHandling: 'prefix' });
    expect(prefixed('query: ')).toEqual(prefixed('query: '));
    expect(prefixed('query: ')).not.toEqual(prefixed('question: '));
  });

  it('needs a base URL and an encoding that it has', async () => {
    const { open } = await place(dialect);
    expect(() => open({ baseUrl: undefined })).toThrow(
      `jina.baseUrl: is needed with dialect ${dialect}`,
    );
    const known = dialectFacts[dialect].encodings.join(' or ');
    expect(() => open({ encoding: 'binary' })).toThrow(
      `jina.encoding: must be ${known} with dialect ${dialect}`,
    );
  });
});

describe.each(withImages)('images by %s', (dialect) => {
  it('are data URLs of fitted PNG, between texts in the order of the contents', async () => {
    const { open, fake } = await place(dialect);
    const contents = [{ text: 'first' }, image, { text: 'last' }];
    const embedder = open({ facts: { ...facts, imageSide: 32 } });
    const found = vectors(await embedder.embed(contents, document));
    const task = taskOf(dialect);
    expect([found[0], found[2]]).toEqual(
      ['first', 'last'].map((text) => fakeVector(text, task, fakeDimensions)),
    );
    const sent = /data:image\/png;base64,([^"]+)/.exec(JSON.stringify(fake.received))?.[1] ?? '';
    expect(await sharp(Buffer.from(sent, 'base64')).metadata()).toMatchObject({
      format: 'png',
      width: 32,
      height: 32,
    });
    const expected = fakeVector(`data:image/png;base64,${sent}`, task, fakeDimensions);
    expect(found[1]).toEqual(expected);
  });

  it('as they are say what they are', async () => {
    const { open, fake } = await place(dialect);
    const embedder = open({ facts: { ...facts, imageSide: 32 }, imagePolicy: 'original' });
    const jpeg = await sharp(image.image).jpeg().toBuffer();
    await embedder.embed([{ image: jpeg }], document);
    expect(JSON.stringify(fake.received)).toContain('data:image/jpeg;base64,');
  });
});

describe('infinity', () => {
  it('is asked for texts and images apart, and for 32 images at most', async () => {
    const { open, fake } = await place('infinity');
    const contents = [...texts(2), ...Array.from({ length: 33 }, () => image)];
    const embedder = open({ facts: { ...facts, imageSide: 8 }, batch: { tokens: 100_000 } });
    expect(vectors(await embedder.embed(contents, document))).toHaveLength(35);
    const sent = fake.received.map(({ modality, input }) => [
      modality,
      Array.isArray(input) && input.length,
    ]);
    expect(sent).toEqual([
      ['text', 2],
      ['image', 32],
      ['image', 1],
    ]);
  });

  it('serves jina-clip-v2 by its name on the hub, a query with its prefix', async () => {
    const { open, fake } = await place('infinity');
    const known = { model: 'jinaai/jina-clip-v2', facts: undefined };
    const embedder = open(known);
    await embedder.embed([{ text: 'red shoe' }], query);
    await embedder.embed([{ text: 'red shoe' }], document);
    expect(fake.received).toMatchObject([
      {
        model: 'jinaai/jina-clip-v2',
        dimensions: 1024,
        input: ['Represent the query for retrieving evidence documents: red shoe'],
      },
      { input: ['red shoe'] },
    ]);
    expect(embedder.identity).toMatchObject({
      model: 'jinaai/jina-clip-v2',
      taskHandling: 'prefix',
    });
  });
});

describe('openai', () => {
  it('puts the given prefixes before queries and documents', async () => {
    const { open, fake } = await place('openai');
    const prefixes = { query: 'query: ', document: 'passage: ' };
    const embedder = open({ facts: { ...facts, prefixes } });
    await embedder.embed([{ text: 'a' }], query);
    await embedder.embed([{ text: 'a' }], document);
    expect(fake.received.map(({ input }) => input)).toEqual([['query: a'], ['passage: a']]);
  });

  it('asks for a length only where the model takes one', async () => {
    const { open, fake } = await place('openai');
    await open().embed(texts(1), document);
    await open({ facts: { ...facts, takesDimensions: true } }).embed(texts(1), document);
    expect(fake.received.map(({ dimensions }) => dimensions)).toEqual([undefined, 64]);
  });

  it.each(['openai', 'tei', 'ollama'] as const)(
    'and %s embed no images, which is said of each',
    async (dialect) => {
      const { open } = await place(dialect);
      const { embeddings } = await open({ facts: { ...facts, imageSide: 8 } }).embed(
        [{ text: 'a' }, image],
        document,
      );
      expect(embeddings).toMatchObject([
        { ok: true },
        { ok: false, error: { code: 'unsupported' } },
      ]);
    },
  );

  it('fails a text that is too long and embeds the others', async () => {
    const { open } = await place('openai');
    const contents = [{ text: 'short' }, { text: 'x'.repeat(1001) }];
    const { embeddings } = await open().embed(contents, document);
    expect(embeddings).toMatchObject([
      { ok: true },
      {
        ok: false,
        error: { message: expect.stringContaining('a text is longer than the model reads') },
      },
    ]);
  });

  it('does not try again where the quota is used up, though the status is 429', async () => {
    const { open, fake } = await place('openai');
    fake.script(errorOf('openai', 429, 'You exceeded your current quota', 'insufficient_quota'));
    await expect(open().embed(texts(1), document)).rejects.toMatchObject({
      details: { status: 429, retryable: false },
      message: expect.stringContaining('the account has no quota left'),
    });
    expect(fake.received).toHaveLength(1);
  });
});

describe.each(['infinity', 'openai'] as const)('an answer of %s', (dialect) => {
  const answer = (indexes: readonly number[]): FakeAnswer => {
    const data = indexes.map((index) => ({
      object: 'embedding',
      index,
      embedding: encodeVector(fakeVector(`text ${index}`, '', fakeDimensions), 'base64'),
    }));
    return { status: 200, body: JSON.stringify({ object: 'list', model: 'my-model', data }) };
  };

  it.each([
    ['b and c of a, b and c numbered anew', [0, 1], 'has 2 embeddings for 3 inputs'],
    ['one for every input and another', [0, 1, 2, 2], 'has 4 embeddings for 3 inputs'],
    ['the same number twice', [0, 1, 1], 'has two embeddings for input 1'],
    ['a number beyond the inputs', [0, 1, 3], 'has an embedding for input 3 of 3'],
  ])('with %s moves no vector: it is refused', async (_what, indexes, problem) => {
    const { open, fake } = await place(dialect);
    fake.script(answer(indexes));
    await expect(open().embed(texts(3), document)).rejects.toMatchObject({
      code: 'embedder',
      details: { retryable: false },
      message: expect.stringContaining(`the answer ${problem}`),
    });
    expect(fake.received).toHaveLength(1);
  });

  it('in another order is placed by its numbers', async () => {
    const { open, fake } = await place(dialect);
    fake.script(answer([2, 0, 1]));
    const expected = [0, 1, 2].map((i) => fakeVector(`text ${i}`, '', fakeDimensions));
    expect(vectors(await open().embed(texts(3), document))).toEqual(expected);
  });
});

describe.each(['cohere', 'tei', 'ollama'] as const)('an answer of %s', (dialect) => {
  it.each([1, 4])(
    'with %d embeddings for three inputs moves no vector: it is refused',
    async (count) => {
      const { open, fake } = await place(dialect);
      const list = Array.from({ length: count }, (_, i) => [
        ...fakeVector(`text ${i}`, '', fakeDimensions),
      ]);
      const whole = dialect === 'cohere' ? { embeddings: { float: list } } : { embeddings: list };
      fake.script({ status: 200, body: JSON.stringify(dialect === 'tei' ? list : whole) });
      await expect(open().embed(texts(3), document)).rejects.toMatchObject({
        code: 'embedder',
        details: { retryable: false },
        message: expect.stringContaining(`the answer has ${count} embeddings for 3 inputs`),
      });
      expect(fake.received).toHaveLength(1);
    },
  );
});

describe.each(['voyage', 'tei', 'ollama'] as const)('a text that is too long by %s', (dialect) => {
  it('is cut, which is said of it alone, and the others stay as they are', async () => {
    const { open, fake } = await place(dialect);
    const contents = [{ text: 'short' }, { text: 'x'.repeat(1001) }, { text: 'other' }];
    const { embeddings } = await open().embed(contents, document);
    expect(embeddings).toMatchObject([
      { ok: true, truncated: false },
      { ok: true, truncated: true },
      { ok: true, truncated: false },
    ]);
    const field = dialect === 'voyage' ? 'truncation' : 'truncate';
    expect(fake.received.filter((body) => body[field] === true)).toHaveLength(1);
  });
});

describe('voyage', () => {
  it('says query and document by input_type, and an image as a data URL', async () => {
    const { open, fake } = await place('voyage');
    const embedder = open({ facts: { ...facts, imageSide: 8 } });
    await embedder.embed([{ text: 'a' }], query);
    await embedder.embed([image], document);
    const type = 'image_base64';
    expect(fake.received).toMatchObject([
      { input_type: 'query', inputs: [{ content: [{ type: 'text', text: 'a' }] }] },
      {
        input_type: 'document',
        inputs: [
          { content: [{ type, image_base64: expect.stringMatching(/^data:image\/png;base64,/) }] },
        ],
      },
    ]);
    expect(() => open({ facts: { ...facts, prefixes: { query: 'q: ' } } })).toThrow(
      'jina.facts.prefixes: is not for voyage, which is sent input_type',
    );
  });

  it('asks for a length that its models have, and for no other', async () => {
    const { open, fake } = await place('voyage');
    const known = { facts: undefined };
    await open({ ...known, model: 'jina-clip-v2' }).embed(texts(1), document);
    await open({ ...known, model: 'jina-embeddings-v5-text-nano' }).embed(texts(1), document);
    expect(fake.received.map((body) => body['output_dimension'])).toEqual([1024, undefined]);
  });
});

describe.each(['tei', 'ollama'] as const)('%s', (dialect) => {
  it('gets the prefixes before queries and documents, since it has no field for a task', async () => {
    const { open, fake } = await place(dialect);
    const prefixes = { query: 'query: ', document: 'passage: ' };
    const embedder = open({ facts: { ...facts, prefixes, takesDimensions: true } });
    await embedder.embed([{ text: 'a' }], query);
    await embedder.embed([{ text: 'a' }], document);
    const field = dialect === 'tei' ? 'inputs' : 'input';
    expect(fake.received.map((body) => body[field])).toEqual([['query: a'], ['passage: a']]);
    expect(fake.received.map(({ dimensions }) => dimensions)).toEqual([64, 64]);
  });
});

describe('tei', () => {
  it('is not trusted to have the model, which its requests do not name: it is asked once', async () => {
    const { open, fake } = await place('tei');
    fake.serve('other/model');
    await expect(open().embed(texts(1), document)).rejects.toMatchObject({
      code: 'embedder',
      details: { retryable: false },
      message: expect.stringContaining('it serves other/model and not my-model; set model to'),
    });
    expect(fake.received).toHaveLength(0);
    // By the name of the server, or by that of the collection.
    const named = open({ model: 'other/model' });
    await named.embed(texts(1), document);
    fake.serve('no longer asked');
    await named.embed(texts(1), document);
    fake.serve('own/model');
    await open({ facts: { ...facts, identity: 'own/model' } }).embed(texts(1), document);
    // Behind a gateway that lets /embed through alone.
    fake.serve(undefined);
    await open().embed(texts(1), document);
    expect(fake.received).toHaveLength(4);
  });

  it('takes smaller batches where the operator allows no more', async () => {
    const { open, fake } = await place('tei');
    const refused = errorOf('tei', 422, 'batch size 32 > maximum allowed batch size 16');
    fake.script(refused);
    const { embeddings, usage } = await open().embed(texts(32), document);
    expect(embeddings.every(({ ok }) => ok)).toBe(true);
    expect(usage.requests).toBe(3);
  });
});

describe('ollama', () => {
  it('says which model it does not have', async () => {
    const { open, fake } = await place('ollama');
    fake.script(errorOf('ollama', 404, 'model "my-model" not found, try pulling it first'));
    await expect(open().embed(texts(1), document)).rejects.toMatchObject({
      details: { status: 404, retryable: false },
      message: expect.stringMatching(/no such model; check .*it says: model "my-model" not found/),
    });
  });
});

describe('cohere', () => {
  it('says query and document by input_type, and nothing before the text', async () => {
    const { open, fake } = await place('cohere');
    const embedder = open({ model: 'jina-clip-v1', facts: { ...facts } });
    await embedder.embed([{ text: 'a' }], query);
    await embedder.embed([{ text: 'a' }], document);
    expect(fake.received).toMatchObject([
      { input_type: 'search_query', inputs: [{ content: [{ type: 'text', text: 'a' }] }] },
      { input_type: 'search_document' },
    ]);
    expect(() => open({ facts: { ...facts, prefixes: { query: 'q: ' } } })).toThrow(
      'jina.facts.prefixes: is not for cohere',
    );
  });

  it('refuses an answer with fewer embeddings than inputs', async () => {
    const { open, fake } = await place('cohere');
    const body = JSON.stringify({ id: 'f00d', embeddings: { base64: [] } });
    fake.script({ status: 200, body });
    await expect(open().embed(texts(2), document)).rejects.toThrow(
      'cohere: embedding 2 contents at',
    );
  });
});

describe('the hosted models', () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

  it('are in the README with what each dialect embeds of them', () => {
    const rows = readme.split('\n').flatMap((line) => {
      const [, name = '', ...cells] = line.split('|').map((cell) => cell.trim());
      return /^`jina-(clip|embeddings)-/.test(name) ? [[name, ...cells.slice(0, -1)]] : [];
    });
    const embeds = (id: HostedModelId, dialect: Dialect): string => {
      try {
        const { modalities } = modelInDialect(id, dialect, undefined);
        return modalities.map((one) => `${one}s`).join(', ');
      } catch {
        return '–';
      }
    };
    for (const id of hostedModelIds)
      expect(embeds(id, 'on-prem'), 'both have one column').toBe(embeds(id, 'jina'));
    expect(rows).toEqual(
      hostedModelIds.map((id) => [
        `\`${id}\``,
        ...dialects.filter((one) => one !== 'on-prem').map((one) => embeds(id, one)),
      ]),
    );
  });

  const pairs = hostedModelIds.flatMap((id) => all.map((dialect) => ({ id, dialect })));
  const needTask = pairs.filter(
    ({ id, dialect }) => dialectFacts[dialect].task === undefined && !id.startsWith('jina-clip-'),
  );

  it.each(pairs.filter((pair) => !needTask.includes(pair)))(
    '$id is asked for by $dialect as its server takes it',
    async ({ id, dialect }) => {
      const { open, fake } = await place(dialect);
      const model = dialect === 'infinity' ? hostedModels[id].identity : id;
      fake.serve(hostedModels[id].identity);
      // The fakes have one length, which fails each embedding and no request.
      const { embeddings } = await open({ model, facts: undefined }).embed(texts(1), query);
      expect(embeddings).toMatchObject([
        {
          ok: false,
          error: { message: expect.stringMatching(/has (?:256 bytes|64 numbers) where \d+ are/) },
        },
      ]);
      // Text Embeddings Inference has one model, which no request names.
      const named = dialect === 'tei' ? {} : { model };
      expect(fake.received).toMatchObject([named]);
    },
  );

  it.each(needTask)('$id is refused by $dialect before a request', async ({ id, dialect }) => {
    const { open } = await place(dialect);
    expect(() => open({ model: id, facts: undefined })).toThrow('has no field for a task');
  });
});

describe('models that are not known', () => {
  it('are refused without facts, with the names that are known', async () => {
    const { open } = await place('openai');
    expect(() => open({ facts: undefined })).toThrow(
      /^jina\.model: nestvec does not know "my-model"; use one of jina-clip-v2, .*, or give its facts: \{ dimensions, maxTokens \}$/,
    );
  });

  it('are refused with the name that may have been meant', async () => {
    const { open } = await place('infinity');
    expect(() => open({ model: 'jinaai/jina-clip2', facts: undefined })).toThrow(
      'jina.model: nestvec does not know "jinaai/jina-clip2" (did you mean jina-clip-v2?); use one of ',
    );
  });

  it('are refused where their task can’t be sent', async () => {
    const { open } = await place('openai');
    expect(() => open({ model: 'jina-embeddings-v3', facts: undefined })).toThrow(
      'jina.dialect: openai has no field for a task, which jina-embeddings-v3 needs',
    );
  });

  it('are taken by the dialect of Jina, too', () => {
    const { identity } = jina({ baseUrl: 'http://127.0.0.1:1/v1', model: 'next-model', facts });
    expect(identity).toMatchObject({ model: 'next-model', dimensions: fakeDimensions });
  });
});
