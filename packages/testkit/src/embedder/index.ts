export { fakeEmbedder, type FakeEmbedderOptions } from './fake-embedder.ts';
export { rerankByLength } from './rerank-by-length.ts';
