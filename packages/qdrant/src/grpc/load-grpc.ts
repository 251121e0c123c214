import type * as Grpc from '@grpc/grpc-js';
import { loadPeer, missingPeer } from '@nestvec/core/kit';
import type { Wire } from './wire.ts';

/** The official gRPC client. Throws `missing-dependency`. */
export async function loadGrpc(): Promise<typeof Grpc> {
  return await loadPeer(
    '@grpc/grpc-js',
    async () => {
      try {
        return await import('@grpc/grpc-js');
      } catch (error) {
        throw missingPeer('@grpc/grpc-js', error);
      }
    },
    { needs: '^1.12.0', from: import.meta.url },
  );
}

/** What writes and reads messages. Throws `missing-dependency`. */
export async function loadWire(): Promise<Wire> {
  const name = '@bufbuild/protobuf';
  return await loadPeer(
    name,
    async () => {
      try {
        return await import('@bufbuild/protobuf/wire');
      } catch (error) {
        throw missingPeer(name, error);
      }
    },
    { needs: '^2.2.0', from: import.meta.url },
  );
}
