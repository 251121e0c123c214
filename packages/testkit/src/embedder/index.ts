export { fakeEmbedder, type FakeEmbedderOptions } from './fake-embedder.ts';
