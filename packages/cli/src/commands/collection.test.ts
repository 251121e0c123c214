import { lancedb } from '@nestvec/lancedb';
import { fakeEmbedder } from '@nestvec/testkit/embedder';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testIo } from '../__fixtures__/io.ts';
import { documentOf, nestvec } from '../__fixtures__/nestvec.ts';
import { createWorkplace, type Workplace } from '../__fixtures__/workplace.ts';
import { drop } from './collection.ts';

let at: Workplace;
beforeAll(async () => {
  at = await createWorkplace();
  await at.write('rows.jsonl', '{"id":"1","text":"a violin"}');
  await nestvec(['ingest', 'rows.jsonl', '-c', 'rows'], { cwd: at.folder });
}, 60_000);
afterAll(() => at.remove());

/** The question asked, what was printed and the exit code where someone gives this answer. */
async function answering(answer: string): Promise<[string[], string, number]> {
  const questions: string[] = [];
  const io = testIo({
    cwd: at.folder,
    ask: async (question) => {
      questions.push(question);
      return await Promise.resolve(answer);
    },
  });
  const code = await drop('rows', { store: 'lancedb', json: false, yes: false }, io);
  return [questions, io.out(), code];
}

const question = 'Remove rows and its 1 record for good? [y/N] ';

describe('dropping a collection on a terminal', { timeout: 60_000 }, () => {
  it.each(['', 'n', 'yesterday'])('asks, and keeps it for %j', async (answer) => {
    expect(await answering(answer)).toEqual([[question], '', 1]);
  });

  it('asks, and drops it for yes', async () => {
    expect(await answering('Y ')).toEqual([[question], 'dropped rows with its 1 record\n', 0]);
  });
});

describe('showing a collection with tenants', { timeout: 60_000 }, () => {
  const show = async (...flags: readonly string[]) =>
    await nestvec(['collection', 'show', 'shared', '--data', './shops', ...flags], {
      cwd: at.folder,
    });

  it('names them, the first twenty on a terminal and all as JSON', async () => {
    const store = lancedb({ uri: at.path('shops'), collection: 'shared' });
    const { identity } = fakeEmbedder();
    const vectors = { text: { modality: 'text', dimensions: 64 } } as const;
    await store.apply(
      await store.plan({ name: 'shared', embedder: identity, vectors, fields: {}, tenants: true }),
    );
    expect((await show()).stdout).toMatch(/^tenants {2}none yet;/m);

    const names = Array.from({ length: 22 }, (_, i) => `shop-${String(i).padStart(2, '0')}`);
    const vector = new Float32Array(64);
    vector[0] = 1;
    for (const name of names)
      await store.tenant(name).upsert([{ id: '1', vectors: { text: vector }, metadata: {} }]);
    await store.close();
    expect((await show()).stdout).toMatch(
      /^tenants {2}22: shop-00, shop-01, .*, shop-19 and 2 more, which --json lists$/m,
    );
    expect(documentOf(await show('--json'))).toMatchObject({ tenants: names });
  });

  it('says nothing of tenants where a collection has none', async () => {
    const { stdout } = await nestvec(['collection', 'show', 'rows'], { cwd: at.folder });
    expect(stdout).not.toContain('tenants');
  });
});
