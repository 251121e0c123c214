import { createIndex } from '@nestvec/core';
import { onnx } from '@nestvec/core/onnx';
import { lancedb } from '@nestvec/lancedb';
import { modelDirectory } from '@nestvec/mini-clip';
import { qdrant } from '@nestvec/qdrant';
import { weaviate } from '@nestvec/weaviate';

let opened;

/** The index, which the first request opens for all. */
export function openIndex() {
  opened ??= open();
  return opened;
}

async function open() {
  try {
    return await createIndex({
      embedder: await onnx({ directory: modelDirectory }),
      store: openStore(),
    });
  } catch (error) {
    opened = undefined;
    throw error;
  }
}

/** Where the collection is kept: on the server that the environment names, else in a folder. */
function openStore() {
  const { COLLECTION: collection = 'existing_app', NESTVEC_DATA: uri = '.nestvec' } = process.env;
  const { QDRANT_URL, WEAVIATE_URL, WEAVIATE_GRPC_URL } = process.env;
  if (QDRANT_URL !== undefined) return qdrant({ url: QDRANT_URL, collection });
  if (WEAVIATE_URL === undefined) return lancedb({ uri, collection });
  const grpc = WEAVIATE_GRPC_URL === undefined ? undefined : { url: WEAVIATE_GRPC_URL };
  return weaviate({ url: WEAVIATE_URL, grpc, collection });
}
