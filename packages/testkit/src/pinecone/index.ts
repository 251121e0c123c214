export { pineconeLimits } from './limits.ts';
export { pineconeFake, type PineconeFake, type PineconeFakeOptions } from './pinecone-fake.ts';
