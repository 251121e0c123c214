import { env } from 'node:process';
import { loadPeer, missingPeer } from '@nestvec/core/kit';
import type * as Testcontainers from 'testcontainers';
import { type ServerImage, type ServerName, servers } from './servers.ts';

/** A server that a test may write to. */
export interface RealServer {
  readonly url: string;
  /** `undefined` where the environment gives a URL and no gRPC address. */
  readonly grpcUrl: string | undefined;
  /** Ends the container; a server of the environment is left as it is. */
  readonly stop: () => Promise<void>;
}

/**
 * The server that the environment names (`NESTVEC_QDRANT_URL` and `NESTVEC_QDRANT_GRPC_URL`, say), else a container of the pinned
 * release, else a sentence to skip with: why there is no server, and what to do to get one.
 *
 * ```ts
 * const server = await realServer('qdrant');
 * it.skipIf(typeof server === 'string')('…', …);
 * ```
 */
export async function realServer(name: ServerName): Promise<RealServer | string> {
  const variable = `NESTVEC_${name.toUpperCase()}`;
  const url = env[`${variable}_URL`];
  if (url !== undefined && url !== '')
    return { url, grpcUrl: grpcUrlOf(env[`${variable}_GRPC_URL`]), stop: async () => {} };
  const { grpcPort } = servers[name];
  const variables = `${variable}_URL${grpcPort === undefined ? '' : ` (and ${variable}_GRPC_URL)`}`;
  return await inContainer(name, `set ${variables} to a server that may be written to`, {});
}

/** Name by which a server of `ownServer` reaches this machine. */
export const machineName = 'host.docker.internal';

/** What a server of the test's own is started with. */
export interface OwnSettings {
  /** Variables of its environment. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Texts of files, by their paths in the container. */
  readonly files?: Readonly<Record<string, string>>;
}

/**
 * A server of the test's own with settings of its own, such as the address of a service on this machine, which it reaches as
 * `machineName`. A container of the pinned release, else a sentence to skip with; `advice` says what else one can do.
 */
export async function ownServer(
  name: ServerName,
  settings: OwnSettings,
  advice: string,
): Promise<RealServer | string> {
  return await inContainer(name, advice, settings);
}

async function inContainer(
  name: ServerName,
  otherwise: string,
  { environment, files = {} }: OwnSettings,
): Promise<RealServer | string> {
  const server = servers[name];
  const { title, image } = server;
  const advice = `start Docker and let it pull ${image}, or ${otherwise}`;
  const testcontainers = await loadPeer(
    'testcontainers',
    async () => {
      try {
        return await import('testcontainers');
      } catch (error) {
        throw missingPeer('testcontainers', error);
      }
    },
    { from: import.meta.url },
  );
  try {
    await testcontainers.getContainerRuntimeClient();
  } catch {
    return `there is no ${title} to test on, because Docker does not answer: ${advice}`;
  }
  try {
    const own = { ...server, environment: { ...server.environment, ...environment } };
    return await startContainer(own, files, testcontainers);
  } catch (error) {
    const message = String(error);
    if (!/registry|manifest|pull access|no such image|no such host/i.test(message)) throw error;
    return `there is no ${title} to test on, because a container image can't be pulled (${message}): ${advice}`;
  }
}

function grpcUrlOf(given: string | undefined): string | undefined {
  return given === '' ? undefined : given;
}

async function startContainer(
  {
    image,
    port,
    grpcPort,
    ready,
    environment,
    command,
    data,
    scheme = 'http://',
    path = '',
  }: ServerImage,
  files: Readonly<Record<string, string>>,
  { GenericContainer, Wait }: typeof Testcontainers,
): Promise<RealServer> {
  const container = new GenericContainer(image)
    .withExposedPorts(port, ...(grpcPort === undefined ? [] : [grpcPort]))
    .withEnvironment(environment)
    .withExtraHosts([{ host: machineName, ipAddress: 'host-gateway' }])
    .withCopyContentToContainer(
      Object.entries(files).map(([target, content]) => ({ target, content })),
    )
    .withTmpFs({ [data]: 'rw' })
    .withWaitStrategy(
      Wait.forAll([
        Wait.forListeningPorts(),
        typeof ready === 'string'
          ? Wait.forHttp(ready, port)
          : Wait.forLogMessage(ready.line, ready.times),
      ]),
    )
    .withStartupTimeout(120_000);
  if (command !== undefined) container.withCommand([...command]);
  const started = await container.start();
  const at = (inner: number): string =>
    `${scheme}${started.getHost()}:${started.getMappedPort(inner)}${path}`;
  return {
    url: at(port),
    grpcUrl: grpcPort === undefined ? undefined : at(grpcPort),
    stop: async () => {
      await started.stop();
    },
  };
}
