import { createIndex } from '@nestvec/core';

/** Two items in, one search, and everything is gone again. */
export async function search(embedder, store, items, query) {
  const index = await createIndex({ embedder, store });
  try {
    const { written, failures } = await index.ingest(items);
    const { hits } = await index.search(query);
    const problems = failures.map(({ error }) => error.message);
    return { written, problems, first: hits[0]?.id };
  } finally {
    await store.drop();
    await index.close();
  }
}
