/** Servers that all test files share, so that each does not start its own. */
export type SharedServers = {
  /** What tells the tests where they are. */
  env: Record<string, string>;
  stop: () => Promise<void>;
};

const names = ['qdrant', 'weaviate', 'postgres'] as const;

/** Starts what the environment does not name already. Where there is no Docker the tests say so and skip. */
export async function startServers(): Promise<SharedServers> {
  // Built by the checks a moment ago, so not there when this file is loaded.
  const { realServer } = await import('@nestvec/testkit/server');
  const found = await Promise.all(
    names.map(async (name) => ({ name, server: await realServer(name) })),
  );
  const env: Record<string, string> = {};
  const stops: (() => Promise<void>)[] = [];
  for (const { name, server } of found) {
    if (typeof server === 'string') continue;
    env[`NESTVEC_${name.toUpperCase()}_URL`] = server.url;
    if (server.grpcUrl !== undefined)
      env[`NESTVEC_${name.toUpperCase()}_GRPC_URL`] = server.grpcUrl;
    stops.push(server.stop);
  }
  return {
    env,
    async stop() {
      await Promise.all(stops.map(async (stop) => await stop()));
    },
  };
}
