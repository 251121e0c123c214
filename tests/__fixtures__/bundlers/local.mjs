import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onnx } from '@nestvec/core/onnx';
import { lancedb } from '@nestvec/lancedb';
import { exampleImages, modelDirectory } from '@nestvec/mini-clip';
import { qdrantStore, remoteEmbedder, texts } from './remote.mjs';
import { search } from './search.mjs';

const images = [
  { id: 'banana', image: exampleImages.banana },
  { id: 'violin', image: exampleImages.violin },
];

/** In a folder of its own, which is gone afterwards. */
async function inFolder(run) {
  const uri = await mkdtemp(join(tmpdir(), 'nestvec-bundled-'));
  try {
    return await run(lancedb({ uri, collection: 'bundled' }));
  } finally {
    await rm(uri, { recursive: true, force: true });
  }
}

async function searchImages(store) {
  return await search(await onnx({ directory: modelDirectory }), store, images, 'バイオリン');
}

export async function local() {
  return await inFolder(searchImages);
}

export async function localQdrant() {
  return await searchImages(qdrantStore('local'));
}

export async function remoteLancedb() {
  return await inFolder(async (store) => await search(remoteEmbedder(), store, texts, 'a violin'));
}
