import { readFileSync } from 'node:fs';
import { createIndex } from '@nestvec/core';
import { readmeExample, runReadmeExample } from '@nestvec/testkit';
import { fakeEmbedder } from '@nestvec/testkit/embedder';
import { memoryStore } from '@nestvec/testkit/memory';
import { Document, genkit, type Genkit, type GenkitOptions } from 'genkit';
import { expect, it } from 'vitest';
import { picture } from './__fixtures__/places.ts';
import { nestvec } from './nestvec.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const embedder = fakeEmbedder();

it('goes from documents to an answer with sources in five lines', async () => {
  const example = readmeExample(readme, 'answer');
  const glue = example.code.trim().split('\n').slice(0, -1);
  expect(glue).toHaveLength(5);
  const index = await createIndex({ embedder, store: memoryStore({ collection: 'readme' }) });
  const prompts: string[] = [];
  // A model that an app's own plugin would bring.
  const withModel = (options: GenkitOptions): Genkit => {
    const ai = genkit({ promptDir: null, ...options });
    ai.defineModel({ name: 'test/model' }, async ({ messages }) => {
      const parts = messages.flatMap(({ content }) => content);
      prompts.push(parts.map(({ text = '' }) => text).join(''));
      return await Promise.resolve({
        message: { role: 'model', content: [{ text: 'A day.' }] },
        finishReason: 'stop',
      });
    });
    return ai;
  };
  const names = {
    genkit: withModel,
    nestvec,
    index,
    model: 'test/model',
    question: 'How long does it last?',
    documents: [Document.fromText('One day.', { id: 'battery.md' })],
  };
  expect(await runReadmeExample(example, names, {})).toEqual(['A day. battery.md']);
  expect(prompts.join('')).toContain('[battery.md]: One day.');
});

it('embeds a text, a question and an image', async () => {
  const names = {
    genkit,
    nestvec,
    embedder,
    Document,
    image: picture(1),
    text: 'a',
    question: 'q',
  };
  const printed = await runReadmeExample(readmeExample(readme, 'embed'), names, {});
  expect(printed).toEqual(['256 256 64']);
});

it('says which version of Genkit it was tested with', () => {
  const workspace = readFileSync(new URL('../../../pnpm-workspace.yaml', import.meta.url), 'utf8');
  const version = /^ +genkit: (\S+)$/m.exec(workspace)?.[1];
  expect(readme).toContain(`Genkit ${version}`);
});
