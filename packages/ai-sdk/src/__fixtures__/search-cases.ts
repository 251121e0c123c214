import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createIndex, isNestvecError, type VectorIndex } from '@nestvec/core';
import { notice } from '@nestvec/core/kit';
import { fakeEmbedder } from '@nestvec/testkit/embedder';
import { memoryStore } from '@nestvec/testkit/memory';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type * as sdk7 from 'ai';
import type { searchTool } from '../search-tool.ts';
import { askingModel } from './asking-model.ts';

/** The same cases for each version of the SDK, with the tool as that version loads it. */
export function searchCases(
  { generateText, isStepCount }: Pick<typeof sdk7, 'generateText' | 'isStepCount'>,
  tool: typeof searchTool,
): void {
  let folder: string;
  let index: VectorIndex;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nestvec-ai-sdk-'));
    for (const [name, background] of [
      ['red', '#f00'],
      ['blue', '#00f'],
    ] as const)
      await sharp({ create: { width: 600, height: 300, channels: 3, background } })
        .png()
        .toFile(join(folder, `${name}.png`));
    const file = join(folder, 'red.png');
    index = (await createIndex({
      embedder: fakeEmbedder(),
      store: memoryStore({ collection: 'tool' }),
      fields: { lang: 'string', price: 'number' },
    })) as VectorIndex; // of any fields
    await index.ingest([
      { id: 'shoe', text: 'a red shoe', metadata: { lang: 'en', price: 7, secret: 'margin' } },
      { id: 'hat', text: 'a hat', image: file, metadata: { lang: 'de', price: 70 } },
      { id: 'away', text: 'far', image: join(folder, 'blue.png'), uri: '/etc/passwd' },
    ]);
  });
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });
  const ask = async (
    options: Omit<Parameters<typeof searchTool>[0], 'index'>,
    input: unknown,
  ) => {
    const { model, calls } = askingModel(input);
    const tools = { search: tool({ index, ...options }) };
    const result = await generateText({
      model,
      tools,
      prompt: 'find',
      stopWhen: isStepCount(2),
    });
    const last = calls.at(-1)?.prompt.at(-1);
    const given = last?.role === 'tool' ? last.content[0] : undefined;
    return { result, calls, output: given?.type === 'tool-result' ? given.output : undefined };
  };

  it('shows a model what it found, between marks, and its app the same as JSON', async () => {
    const { result, output } = await ask({ limit: 2 }, { query: 'a red shoe' });
    expect(result.text).toBe('done');
    const found = result.steps[0]?.toolResults[0]?.output as { id: string }[];
    expect(found.map(({ id }) => id)).toContain('shoe');
    expect(found).toHaveLength(2);
    expect(found.find(({ id }) => id === 'shoe')).toEqual({
      id: 'shoe',
      text: 'a red shoe',
      score: expect.closeTo(1, 4),
      modality: 'text',
      metadata: { lang: 'en', price: 7, secret: 'margin' },
    });
    expect(output).toMatchObject({ type: 'content', value: [{ type: 'text' }] });
    const text = JSON.stringify(output);
    expect(text).toContain(notice);
    expect(text).toMatch(/<passage-[\da-f]{12}>/);
  });

  it('takes filters over the declared fields that it shows, and no others', async () => {
    const { calls, result } = await ask(
      { show: ['lang'], limit: 9 },
      { query: 'a', filter: { lang: 'en' } },
    );
    const found = result.steps[0]?.toolResults[0]?.output as object[];
    expect(found).toMatchObject([{ id: 'shoe', metadata: { lang: 'en' } }]);
    expect(JSON.stringify(found)).not.toMatch(/secret|price/);
    const [asked] = calls[0]?.tools ?? [];
    const schema = JSON.stringify(asked?.type === 'function' ? asked.inputSchema : undefined);
    expect(schema).toContain('"lang"');
    expect(schema).not.toContain('price');
    const { result: refused } = await ask(
      { show: ['lang'] },
      { query: 'a', filter: { price: 7 } },
    );
    expect(JSON.stringify(refused.steps[0]?.content)).toContain('tool-error');
  });

  it('hands small images of the allowed folders to a model, and their bytes to nothing else', async () => {
    const options = { limit: 9, over: 'both', images: { roots: [folder] } } as const;
    const { result, output } = await ask(options, { query: 'a hat' });
    const parts = output?.type === 'content' ? output.value : [];
    const images = parts.filter(({ type }) => type === 'image-data' || type === 'file-data' || type === ('file' as string));
    expect(images).toHaveLength(1);
    const [image] = images as unknown as [{ data: string | { data: string }; mediaType: string }];
    const data = typeof image.data === 'string' ? image.data : image.data.data;
    expect(image.mediaType).toBe('image/jpeg');
    const { width, height } = await sharp(Buffer.from(data, 'base64')).metadata();
    expect([width, height]).toEqual([256, 128]);
    expect(parts[parts.indexOf(images[0] ?? { type: 'custom' }) - 1]).toMatchObject({
      text: 'Image of "hat":',
    });
    const kept = JSON.stringify(result.steps[0]?.toolResults[0]?.output);
    expect(kept).not.toContain(data.slice(0, 40));
    expect(kept).not.toContain(folder);
    const { output: none } = await ask({ limit: 9, over: 'both' }, { query: 'a hat' });
    expect(JSON.stringify(none)).not.toContain('image/jpeg');
  });

  it('searches a tenant or a view where it is given one', async () => {
    const { model } = askingModel({ query: 'a hat' });
    const view = index.view({ filter: { lang: 'en' } });
    const tools = { search: tool({ index: view, limit: 9 }) };
    const result = await generateText({ model, tools, prompt: 'find', stopWhen: isStepCount(2) });
    expect(result.steps[0]?.toolResults[0]?.output).toMatchObject([{ id: 'shoe' }]);
  });

  it.each([
    ['an unknown option', { limits: 3 }, 'options.limits'],
    ['what is not an index', { index: {} }, 'options.index'],
    ['a root that is not a path', { images: { roots: [7] } }, 'options.images.roots[0]'],
    ['no image at all', { images: { roots: ['.'], limit: 0 } }, 'options.images.limit'],
  ])('refuses %s by name', (_, wrong, field) => {
    expect(() => tool({ index, ...wrong } as never)).toThrow(
      expect.toSatisfy(
        (error) =>
          isNestvecError(error, 'invalid-input') && error.details.field.startsWith(field),
      ),
    );
  });
}
