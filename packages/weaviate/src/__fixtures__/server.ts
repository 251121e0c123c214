import { env } from 'node:process';
import { WeaviateContainer } from '@testcontainers/weaviate';
import { getContainerRuntimeClient } from 'testcontainers';

/** The release that everything here is tested on, as in docker/compose.yaml. */
const image = 'semitechnologies/weaviate:1.39.0';

/** A server to test on. */
export interface TestServer {
  readonly url: string;
  readonly grpcUrl: string;
  readonly stop: () => Promise<void>;
}

/** The server of the environment, or a container of the pinned release; else what has to be done to get one. */
export async function startServer(): Promise<TestServer | string> {
  const url = env['NESTVEC_WEAVIATE_URL'];
  if (url !== undefined && url !== '') {
    const grpcUrl = env['NESTVEC_WEAVIATE_GRPC_URL'] ?? `http://${new URL(url).hostname}:50051`;
    return { url, grpcUrl, stop: async () => {} };
  }
  const advice = `start Docker and let it pull ${image}, or set NESTVEC_WEAVIATE_URL (and NESTVEC_WEAVIATE_GRPC_URL) to a server that may be written to`;
  try {
    await getContainerRuntimeClient();
  } catch {
    return `no Weaviate to test on, since there is no Docker: ${advice}`;
  }
  try {
    const container = await new WeaviateContainer(image)
      .withEnvironment({ DISABLE_TELEMETRY: 'true' })
      .withStartupTimeout(120_000)
      .start();
    return {
      url: `http://${container.getHttpHostAddress()}`,
      grpcUrl: `http://${container.getGrpcHostAddress()}`,
      stop: async () => {
        await container.stop();
      },
    };
  } catch (error) {
    const message = String(error);
    if (!/registry|manifest|pull access|no such image/i.test(message)) throw error;
    return `no Weaviate to test on, since its image is not here (${message}): ${advice}`;
  }
}
