import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { jinaKey, type LocalJina, startJina } from './__fixtures__/jina.ts';
import { documentOf, nestvec, type Outcome } from './__fixtures__/nestvec.ts';
import { startServer } from './__fixtures__/server.ts';
import { createWorkplace, type Workplace } from './__fixtures__/workplace.ts';

let at: Workplace;
let jina: LocalJina;
beforeEach(async () => {
  at = await createWorkplace();
  jina = await startJina();
  const rows = ['a red shoe', 'a blue shoe', 'two dogs', 'a violin'].map((text, i) =>
    JSON.stringify({ id: `row ${i}`, text }),
  );
  await at.write('shop.jsonl', rows.join('\n'));
});
afterEach(async () => {
  await jina.close();
  await at.remove();
});

const run = async (args: readonly string[], env: Record<string, string> = {}): Promise<Outcome> =>
  await nestvec(args, { cwd: at.folder, env });
const withKey = { JINA_API_KEY: jinaKey };
const hosted = (): readonly string[] => ['--embedder', 'jina', '--base-url', jina.url];
const ingest = ['ingest', 'shop.jsonl', '-c', 'shop'];

describe('--embedder jina', { timeout: 60_000 }, () => {
  it('needs the address of a server that speaks another dialect', async () => {
    const flags = ['--embedder', 'jina', '--dialect', 'infinity'];
    const { stderr, code } = await run([...ingest, ...flags], withKey);
    expect(stderr).toContain('--base-url: is needed with --dialect infinity');
    expect(code).toBe(1);
  });

  it('uses a model that nestvec has no row for by the facts in a file, and a key of another variable', async () => {
    await at.write('facts.json', '{"dimensions":256,"maxTokens":512,"takesDimensions":true}');
    const key = { MY_KEY: jinaKey };
    const flags = [...hosted(), '--facts', 'facts.json', '--key-variable', 'MY_KEY'];
    const filled = await run([...ingest, ...flags, '--model', 'me/own-model'], key);
    expect(filled.stdout).toMatch(/^shop: 4 items written/);
    const search = ['search', 'shop', 'dogs', '--over', 'text'];
    const found = await run([...search, '--json', ...flags.slice(2)], key);
    expect(documentOf(found)).toMatchObject({ hits: [{ id: 'row 2' }, {}, {}, {}] });
    expect(jina.requests.map(({ model }) => model)).toEqual(['me/own-model', 'me/own-model']);
    const without = await run([...search, ...flags.slice(2, 4)], withKey);
    expect(without.stderr).toContain('--facts: is needed again: the collection was filled by');
  });

  it.each([
    [['--facts', 'none.json'], "--facts: none.json can't be read as JSON"],
    [['--facts', 'shop.jsonl'], "--facts: shop.jsonl can't be read as JSON"],
    [['--facts', 'empty.json', '--model', 'me/own'], 'error: --facts.dimensions: '],
    [['--facts', 'empty.json'], '--model: is needed with --facts'],
    [['--model', 'me/own'], 'or describe it with --facts'],
    [['--key-variable', jinaKey], 'is not the name of an environment variable that is set'],
    [['--key-variable', 'NO_SUCH_KEY'], 'is not the name of an environment variable that is set'],
  ])('refuses %j', async (flags, problem) => {
    await at.write('empty.json', '{}');
    const { stderr, code } = await run([...ingest, ...hosted(), ...flags], withKey);
    expect(stderr).toContain(problem);
    expect(stderr).not.toContain(jinaKey);
    expect(code).toBe(1);
  });

  it('fills a collection and searches it, with the key from the environment', async () => {
    const filled = await run([...ingest, ...hosted()], withKey);
    expect(filled.stdout).toMatch(/^shop: 4 items written/);
    expect(filled.stderr).toBe(
      'the service counted 40 tokens in 1 request; 18 tokens were estimated (+122.2 %)\n',
    );
    expect(filled.code).toBe(0);
    const found = await run(
      ['search', 'shop', 'dogs', '--json', '--base-url', jina.url, '--over', 'text'],
      withKey,
    );
    // It knows what filled the collection.
    expect(documentOf(found)).toMatchObject({ hits: [{ id: 'row 2' }, {}, {}, {}] });
    expect(jina.requests).toEqual([
      {
        path: '/v1/embeddings',
        authorization: `Bearer ${jinaKey}`,
        model: 'jina-clip-v2',
        inputs: 4,
      },
      {
        path: '/v1/embeddings',
        authorization: `Bearer ${jinaKey}`,
        model: 'jina-clip-v2',
        task: 'retrieval.query',
        inputs: 1,
      },
    ]);
    const shown = await run(['collection', 'show', 'shop', '--json']);
    expect(documentOf(shown)).toMatchObject({
      spec: { embedder: { model: 'jinaai/jina-clip-v2', weights: 'hosted', imagePolicy: 'crop' } },
    });
  });

  it('asks for another model by the name that the API has, or that a collection has', async () => {
    const model = ['--model', 'jinaai/jina-embeddings-v3'];
    expect((await run([...ingest, ...hosted(), ...model], withKey)).code).toBe(0);
    await run(['search', 'shop', 'dogs', '--base-url', jina.url], withKey);
    expect(jina.requests.map((request) => request.model)).toEqual([
      'jina-embeddings-v3',
      'jina-embeddings-v3',
    ]);
  });

  it('says where the key belongs, and never repeats one', async () => {
    const none = await run([...ingest, '--embedder', 'jina']);
    expect(none.stderr).toMatch(/JINA_API_KEY: is not set/);
    for (const flags of [['--api-key', jinaKey], [`--api-key=${jinaKey}`], ['--api-key']]) {
      for (const command of [
        [...ingest, ...hosted()],
        ['search', 'shop', 'dogs', ...hosted()],
        ['cost', 'shop.jsonl'],
        ['compare', 'shop.jsonl', 'local', 'local'],
        ['doctor', ...hosted()],
      ]) {
        const refused = await run([...command, ...flags]);
        expect([command[0], refused.code]).toEqual([command[0], 1]);
        expect(refused.stderr).toMatch(/--api-key: is refused.*set JINA_API_KEY/i);
        expect(refused.stderr + refused.stdout).not.toContain(jinaKey);
      }
    }
    expect(jina.requests).toEqual([]);
  });

  it('explains a refused key without repeating it', async () => {
    const key = 'jina_0123456789';
    const refused = await run([...ingest, ...hosted(), '--json'], {
      JINA_API_KEY: key,
      NESTVEC_DEBUG: '1',
    });
    expect(refused.stderr).toMatch(/401 AUTH_INVALID_API_KEY: the API key is not known/);
    expect(refused.stderr + refused.stdout).not.toContain(key);
    expect(documentOf(refused)).toMatchObject({ error: { code: 'embedder' } });
    expect(refused.code).toBe(1);
  });

  it('stops before a run has cost more than --spend-tokens, and says how far it came', async () => {
    const rows = Array.from({ length: 300 }, (_, i) =>
      JSON.stringify({ id: `${i}`, text: `t ${i}` }),
    );
    await at.write('many.jsonl', rows.join('\n'));
    jina.price = 5;
    const stopped = await run(
      [
        'ingest',
        'many.jsonl',
        '-c',
        'many',
        ...hosted(),
        '--spend-tokens',
        '900',
        '--tokens-per-minute',
        '3200',
      ],
      withKey,
    );
    expect(stopped.stderr).toMatch(/stopped before the spend cap of 900 tokens/);
    const spent = jina.requests.reduce((sum, { inputs }) => sum + inputs * 5, 0);
    expect(spent).toBeGreaterThan(500);
    expect(spent).toBeLessThanOrEqual(900);
    expect(stopped.stderr).toContain(`the service counted ${spent} tokens`);
    expect(stopped.code).toBe(1);
  });

  it('refuses an address that could hide a key, and does not repeat it', async () => {
    for (const url of ['http://me:secretsecret@host/v1', 'http://host/v1?key=secretsecret', 'x']) {
      const refused = await run([...ingest, '--embedder', 'jina', '--base-url', url], withKey);
      expect(refused.stderr).toMatch(/--base-url: must be/);
      expect(refused.stderr).not.toContain('secretsecret');
    }
  });

  it.each([
    [['--base-url', 'http://x'], /--base-url: is for a remote embedder; add --embedder jina/],
    [['--embedder', 'local', '--spend-tokens', '5'], /--spend-tokens: is for a remote embedder/],
    [['--embedder', 'jina', '--weights', 'q4'], /--weights: is for a model on this machine/],
    [['--embedder', 'jina', '--endpoint', 'x'], /--endpoint: is not for --embedder jina/],
    [['--embedder', 'jina', '--model', 'mini-clip'], /--model: mini-clip is not hosted/],
    [['--embedder', 'sagemaker'], /--endpoint: is needed with --embedder sagemaker/],
    [['--embedder', 'sagemaker', '--endpoint', 'x'], /--shape: is needed/],
    [['--embedder', 'sagemaker', '--spend-tokens', '5'], /--spend-tokens: is not for/],
    [['--embedder', 'other'], /Allowed choices are local, jina, sagemaker/],
  ])('refuses flags that do not go together: %j', async (flags, message) => {
    const refused = await run([...ingest, ...flags], withKey);
    expect(refused.stderr).toMatch(message);
    expect(refused.code).toBe(1);
  });

  it('is not let into a collection of another model', async () => {
    expect((await run(ingest)).code).toBe(0);
    const refused = await run(['search', 'shop', 'dogs', ...hosted()], withKey);
    expect(refused.stderr).toMatch(/their vectors can’t be compared/);
    expect(jina.requests).toEqual([]);
  });
});

describe('--embedder sagemaker', { timeout: 60_000 }, () => {
  it('asks an endpoint with credentials that AWS’s client finds, and goes on with it for searches', async () => {
    const embedding = Array.from({ length: 1024 }, (_, i) => Math.sin(i));
    const server = await startServer(() => [
      200,
      { data: [{ embedding, usage: { total_tokens: 7 } }] },
    ]);
    const env = {
      AWS_ENDPOINT_URL_SAGEMAKER_RUNTIME: server.url,
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'aws-secret-0123456789',
    };
    const endpoint = ['--endpoint', 'clip', '--region', 'eu-central-1'];
    await at.write('one.jsonl', '{"id":"a","text":"a red shoe"}');
    const shape = ['--embedder', 'sagemaker', '--shape', 'clip-v2'];
    try {
      const filled = await run(['ingest', 'one.jsonl', '-c', 'one', ...shape, ...endpoint], env);
      expect(filled.stderr).toMatch(/the service counted 7 tokens in 1 request/);
      expect(filled.code).toBe(0);
      const found = await run(['search', 'one', 'shoe', '--json', ...endpoint], env);
      expect(documentOf(found)).toMatchObject({ hits: [{ id: 'a' }] });
      expect(server.requests).toEqual([
        'POST /endpoints/clip/invocations',
        'POST /endpoints/clip/invocations',
      ]);
    } finally {
      await server.close();
    }
  });
});

describe('nestvec doctor --embedder jina', { timeout: 60_000 }, () => {
  it('embeds one word and says what it cost', async () => {
    const outcome = await run(['doctor', ...hosted()], withKey);
    expect(outcome.stdout).toMatch(
      /^ok +jina +jinaai\/jina-clip-v2 answers with 1024 dimensions, 10 tokens spent$/m,
    );
    expect(outcome.code).toBe(0);
    expect(jina.requests.length).toBe(1);
  });

  it('ends with 1 where the key is refused', async () => {
    const outcome = await run(['doctor', ...hosted()], { JINA_API_KEY: 'jina_wrong-wrong' });
    expect(outcome.stdout).toMatch(/^problem +jina +.*the API key is not known/m);
    expect(outcome.stdout).not.toContain('jina_wrong');
    expect(outcome.code).toBe(1);
  });
});

describe('nestvec compare', { timeout: 60_000 }, () => {
  it('finds a model equal to itself', async () => {
    const outcome = await run(['compare', 'shop.jsonl', 'local', 'local:mini-clip']);
    expect(outcome.stdout).toMatch(/^4 texts among the texts, 1 neighbor each$/m);
    expect(outcome.stdout).toMatch(/^ +256 +1\.0000 +1\.0000 +100\.0 % +100\.0 %$/m);
    expect(outcome.stdout).toMatch(/^equal: the mean cosine is 1\.0000/m);
    expect(outcome.code).toBe(0);
  });

  it('measures a service against itself, and against another model', async () => {
    const same = await run(
      ['compare', 'shop.jsonl', 'jina', 'jina:jina-clip-v2', '--base-url', jina.url, '--json'],
      withKey,
    );
    const { verdict, modalities } = documentOf(same);
    expect(verdict).toBe('equal');
    expect(modalities).toMatchObject([
      {
        query: 'text',
        queries: 4,
        agreements: [1024, 768, 512, 256, 128, 64].map((dimensions) => ({ dimensions })),
      },
    ]);
    const other = await run(
      ['compare', 'shop.jsonl', 'jina', 'local', '--base-url', jina.url],
      withKey,
    );
    expect(other.stdout).toMatch(/^different: model, dimensions, .*differ/m);
    expect(other.stdout).toMatch(/do not mix them in one collection/);
    expect(other.code).toBe(1);
  });

  it('says what it could not read or embed, and compares the rest', async () => {
    await at.image('dog', 'photos/dog.webp');
    await at.write('photos/broken.png', 'no image');
    for (const [i, text] of ['a dog', 'a violin', 'a shoe'].entries()) {
      await at.write(`photos/${i}.txt`, text);
    }
    await at.write('photos/latin.txt', new Uint8Array([0xe9, 0xff]));
    const outcome = await run(['compare', 'photos', 'local', 'local']);
    expect(outcome.stderr).toMatch(
      /^1 item could not be read, the first: .*latin\.txt.*\(--encoding\)\n2 contents could not be embedded/,
    );
    expect(outcome.stdout).toMatch(/^equal: /m);
    const named = await run(['compare', 'photos', 'local', 'local', '--encoding', 'windows-1252']);
    expect(named.stderr).toMatch(/^2 contents could not be embedded/);
  });

  it('explains how an embedder is written', async () => {
    const outcome = await run(['compare', 'shop.jsonl', 'local', 'openai']);
    expect(outcome.stderr).toMatch(
      /openai is not an embedder; write local:<model>:<weights>, jina:<model>/,
    );
  });
});

describe('nestvec cost', { timeout: 60_000 }, () => {
  it('shows what a run would take, without a key and without a request', async () => {
    await at.image('violin', 'photos/violin.webp');
    await at.write('photos/note.txt', 'a violin on a table');
    const { stdout, code } = await run(['cost', 'photos']);
    expect(stdout).toMatch(/^items +2 items: 1 text, 1 image$/m);
    expect(stdout).toMatch(/^tokens +4,007 tokens, at most 4,022 \(texts estimated/m);
    expect(stdout).toMatch(/^images +1 tile, 4,000 tokens$/m);
    expect(stdout).toMatch(/^requests +2 requests$/m);
    expect(stdout).toMatch(
      /^price +0\.0002 USD.*0\.05 a million tokens.*2026-04-02; jina-clip-v2/m,
    );
    expect(stdout).toMatch(/^ {2}qdrant binary +8\.7 kB/m);
    expect(code).toBe(0);
  });

  it('takes a price, or a file of prices', async () => {
    const price = await run(['cost', 'shop.jsonl', '--price', '1000000', '--json']);
    const total = 18;
    expect(documentOf(price)).toMatchObject({
      tokens: { total },
      countedBy: 'estimate',
      price: { amount: total, source: '--price', isAssumed: false },
    });
    await at.write(
      'prices.json',
      '{"currency":"EUR","asOf":"2026-11-01","source":"our invoice","perMillionTokens":{"jina-clip-v2":2}}',
    );
    const file = await run(['cost', 'shop.jsonl', '--prices', 'prices.json', '--json']);
    expect(documentOf(file)).toMatchObject({ price: { currency: 'EUR', perMillionTokens: 2 } });
    const both = await run(['cost', 'shop.jsonl', '--prices', 'prices.json', '--price', '1']);
    expect(both.stderr).toMatch(/--price: can't be combined with --prices/);
    await at.write('prices.json', '{"currency":"EUR"}');
    const broken = await run(['cost', 'shop.jsonl', '--prices', 'prices.json']);
    expect(broken.stderr).toMatch(/prices\.asOf/);
    const missing = await run(['cost', 'shop.jsonl', '--prices', 'none.json']);
    expect(missing.stderr).toMatch(/--prices: none\.json can't be read as JSON/);
  });

  it('counts by a tokenizer where a model is here, and says so', async () => {
    const { stdout } = await run(['cost', 'shop.jsonl', '--embedder', 'local']);
    expect(stdout).toMatch(/^tokens +\d+ tokens \(texts counted by the model’s tokenizer\)$/m);
    expect(stdout).not.toMatch(/price|requests/);
    expect(stdout).toMatch(/^ +256 +128 +64 +32$/m);
    const hostedCost = await run(['cost', 'shop.jsonl', '--tokenizer', 'mini-clip', '--json']);
    expect(documentOf(hostedCost)).toMatchObject({ countedBy: 'tokenizer' });
  });

  it('has neither rates nor a price for an endpoint of one’s own', async () => {
    const { stdout } = await run(['cost', 'shop.jsonl', '--embedder', 'sagemaker']);
    expect(stdout).toMatch(/^price +an endpoint is paid by the hour$/m);
    expect(stdout).not.toMatch(/^time/m);
  });

  it('names the flag of a limit, and takes it', async () => {
    await at.write('long.txt', 'a dog '.repeat(20));
    const refused = await run(['cost', 'long.txt', '--max-text-bytes', '50']);
    expect(refused.stderr).toContain('--max-text-bytes');
    expect(refused.code).toBe(1);
    expect((await run(['cost', 'long.txt', '--max-text-bytes', '500'])).code).toBe(0);
    await at.write('long.jsonl', `{"id":"a","text":"${'dog '.repeat(20)}"}`);
    const line = await run(['cost', 'long.jsonl', '--max-line-bytes', '50']);
    expect(line.stderr).toContain('--max-line-bytes');
    expect((await run(['cost', 'long.jsonl', '--max-line-bytes', '500'])).code).toBe(0);
  });

  it('reads files in the encoding that they are in', async () => {
    await at.write('latin.txt', Buffer.from('gr\u00fcner Apfel', 'latin1'));
    const refused = await run(['cost', 'latin.txt']);
    expect(refused.stderr).toContain('--encoding');
    expect(refused.code).toBe(1);
    expect((await run(['cost', 'latin.txt', '--encoding', 'windows-1252'])).code).toBe(0);
  });

  it('ends with 2 where some items can not be used, and names them', async () => {
    await at.write('shop.jsonl', '{"id":"a","text":"b"}\nnot json');
    const { stderr, stdout, code } = await run(['cost', 'shop.jsonl']);
    expect(stderr).toMatch(/shop\.jsonl:2/);
    expect(stdout).toMatch(/^items +2 items, 1 of them can't be used: 1 text, 0 images$/m);
    expect(code).toBe(2);
  });
});
