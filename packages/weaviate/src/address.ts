import type { ServerAddress } from '@nestvec/core/kit';

/** The usual address of gRPC: beside REST on port 50051, and in Weaviate’s cloud on a host of its own. */
export function grpcBeside({ host, secure }: ServerAddress): ServerAddress {
  const isCloud = /\.weaviate\.(cloud|network)$/.test(host);
  const grpcHost = isCloud ? `grpc-${host}` : host;
  const authority = `${grpcHost}:${isCloud ? 443 : 50051}`;
  return { base: `${secure ? 'https' : 'http'}://${authority}`, host: grpcHost, authority, secure };
}
