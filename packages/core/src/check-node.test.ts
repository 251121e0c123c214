import { afterEach, describe, expect, it, vi } from 'vitest';
import { checkNode } from './check-node.ts';
import { openJournal } from './journal/open-journal.ts';
import { onnx } from './onnx/onnx.ts';
import { jina } from './remote/jina.ts';
import { createIndex } from './vector-index/create-index.ts';
import type { IndexOptions } from './vector-index/index-options.ts';

const sentence =
  'nestvec needs Node 22 or newer, and this is Node 20.19.5; install Node 22 or newer';

it.each(['22.0.0', '24.21.0', '100.0.0'])('runs on Node %s', (version) => {
  expect(() => checkNode(version)).not.toThrow();
});

describe('on Node 20', () => {
  afterEach(() => vi.unstubAllGlobals());

  it.each<[string, () => unknown]>([
    ['createIndex', () => createIndex({} as IndexOptions)], // the check comes before the options are read
    ['onnx', () => onnx({ directory: './model' })],
    ['openJournal', () => openJournal({ directory: './journal' })],
    ['jina', () => jina({ apiKey: 'jina_key' })],
  ])('%s says which Node it needs', async (_, open) => {
    vi.stubGlobal('process', { ...process, versions: { ...process.versions, node: '20.19.5' } });
    await expect((async () => await open())()).rejects.toMatchObject({
      code: 'unsupported',
      message: sentence,
    });
  });
});
