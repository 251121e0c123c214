import { env } from 'node:process';
import { QdrantContainer } from '@testcontainers/qdrant';
import { getContainerRuntimeClient } from 'testcontainers';

/** The release that everything here is tested on, as in docker/compose.yaml. */
const image = 'qdrant/qdrant:v1.18.3';

/** A server to test on. */
export interface TestServer {
  readonly url: string;
  /** Undefined where only the REST interface is known. */
  readonly grpcUrl: string | undefined;
  readonly stop: () => Promise<void>;
}

/** The server of the environment, or a container of the pinned release; else what has to be done to get one. */
export async function startServer(): Promise<TestServer | string> {
  const url = env['NESTVEC_QDRANT_URL'];
  if (url !== undefined && url !== '')
    return { url, grpcUrl: env['NESTVEC_QDRANT_GRPC_URL'], stop: async () => {} };
  const advice = `start Docker and let it pull ${image}, or set NESTVEC_QDRANT_URL (and NESTVEC_QDRANT_GRPC_URL) to a server that may be written to`;
  try {
    await getContainerRuntimeClient();
  } catch {
    return `no Qdrant to test on, since there is no Docker: ${advice}`;
  }
  try {
    const container = await new QdrantContainer(image)
      .withEnvironment({ QDRANT__TELEMETRY_DISABLED: 'true' })
      .withTmpFs({ '/qdrant/storage': 'rw' }) // a disk would be asked to sync after every write
      .withStartupTimeout(120_000)
      .start();
    return {
      url: `http://${container.getRestHostAddress()}`,
      grpcUrl: `http://${container.getGrpcHostAddress()}`,
      stop: async () => {
        await container.stop();
      },
    };
  } catch (error) {
    const message = String(error);
    if (!/registry|manifest|pull access|no such image/i.test(message)) throw error;
    return `no Qdrant to test on, since its image is not here (${message}): ${advice}`;
  }
}
