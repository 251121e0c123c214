import { env } from 'node:process';

/** The server that the scripts write to. */
export const url: string = env['NESTVEC_QDRANT_URL'] ?? 'http://localhost:6333';
export const grpcUrl: string = env['NESTVEC_QDRANT_GRPC_URL'] ?? 'http://localhost:6334';

/** The same for Weaviate. */
export const weaviateUrl: string = env['NESTVEC_WEAVIATE_URL'] ?? 'http://localhost:8080';
export const weaviateGrpcUrl: string = env['NESTVEC_WEAVIATE_GRPC_URL'] ?? 'http://localhost:50051';

/** A number of the environment, such as `VECTORS=20000`. */
export function numberFrom(name: string, otherwise: number): number {
  const text = env[name];
  return text === undefined ? otherwise : Number(text);
}

/** The same for PostgreSQL. */
export const postgresUrl: string =
  env['NESTVEC_POSTGRES_URL'] ?? 'postgres://postgres@localhost:5432/postgres';
