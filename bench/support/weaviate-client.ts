import weaviate, { type WeaviateClient } from 'weaviate-client';
import { weaviateGrpcUrl, weaviateUrl } from './environment.ts';

/** The official client of the server that the scripts write to. */
export async function connectWeaviate(): Promise<WeaviateClient> {
  const [http, grpc] = [new URL(weaviateUrl), new URL(weaviateGrpcUrl)];
  return await weaviate.connectToCustom({
    httpHost: http.hostname,
    httpPort: Number(http.port),
    grpcHost: grpc.hostname,
    grpcPort: Number(grpc.port),
  });
}
