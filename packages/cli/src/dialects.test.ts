import type { Embedder } from '@nestvec/core';
import { onnx } from '@nestvec/core/onnx';
import { modelDirectory } from '@nestvec/mini-clip';
import { createServer, type Server } from '@nestvec/server';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { documentOf, nestvec } from './__fixtures__/nestvec.ts';
import { createWorkplace } from './__fixtures__/workplace.ts';

let embedder: Embedder;
let server: Server;
let url: string;
beforeAll(async () => {
  embedder = await onnx({ directory: modelDirectory });
  server = createServer({ embedder });
  ({ url } = await server.listen({ port: 0 }));
});
afterAll(async () => {
  await server.close();
  await embedder.close();
});

const facts = { dimensions: 256, maxTokens: 77 };

describe.each([
  ['voyage', '/v1'],
  ['tei', ''],
  ['ollama', ''],
])('the dialect %s', { timeout: 60_000 }, (dialect, base) => {
  it('is answered to doctor, ingest and search by a server that speaks it', async () => {
    const at = await createWorkplace();
    onTestFinished(() => at.remove());
    await at.write('facts.json', JSON.stringify(facts));
    await at.write(
      'shop.jsonl',
      '{"id":"dogs","text":"two dogs"}\n{"id":"violin","text":"violin"}',
    );
    const flags = ['--embedder', 'jina', '--dialect', dialect, '--base-url', url + base];
    const model = ['--model', 'nestvec/mini-clip', '--facts', 'facts.json'];
    const run = async (...args: readonly string[]) =>
      await nestvec([...args, ...flags, ...model], { cwd: at.folder });
    expect((await run('doctor')).stdout).toMatch(/nestvec\/mini-clip answers with 256 dimensions/);
    const filled = await run('ingest', 'shop.jsonl', '-c', 'shop');
    expect(filled.stdout).toMatch(/^shop: 2 items written/);
    const found = await run('search', 'shop', 'Geige', '--json', '--over', 'text');
    expect(documentOf(found)).toMatchObject({ hits: [{ id: 'violin' }, { id: 'dogs' }] });
  });
});
