import { lancedb, listCollections as listLance } from '@nestvec/lancedb';
import { listCollections as listPgvector, pgvector } from '@nestvec/pgvector';
import { listCollections as listQdrant, qdrant } from '@nestvec/qdrant';
import { everyStore, type TestStore } from '@nestvec/testkit/server';
import { listCollections as listWeaviate, weaviate } from '@nestvec/weaviate';

/** Every store that there is here. */
export const stores: readonly TestStore[] = await everyStore(
  { lancedb, pgvector, qdrant, weaviate },
  { lancedb: listLance, pgvector: listPgvector, qdrant: listQdrant, weaviate: listWeaviate },
);

