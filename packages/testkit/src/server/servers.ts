/** How the server of one database is started for tests. */
export interface ServerImage {
  readonly title: string;
  /** The release that everything here is tested on, as in docker/compose.yaml. */
  readonly image: string;
  readonly port: number;
  readonly grpcPort: number;
  /** Path that answers once the server can be used. */
  readonly ready: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly command?: readonly string[];
  /** Folder kept in memory, since a disk would be asked to sync after every write. */
  readonly data: string;
}

/** A server that a test can ask for. */
export type ServerName = 'qdrant' | 'weaviate';

/** How each is started. */
export const servers: Readonly<Record<ServerName, ServerImage>> = {
  qdrant: {
    title: 'Qdrant',
    image: 'qdrant/qdrant:v1.18.3',
    port: 6333,
    grpcPort: 6334,
    ready: '/readyz',
    environment: { QDRANT__TELEMETRY_DISABLED: 'true' },
    data: '/qdrant/storage',
  },
  weaviate: {
    title: 'Weaviate',
    image: 'semitechnologies/weaviate:1.39.0',
    port: 8080,
    grpcPort: 50051,
    ready: '/v1/.well-known/ready',
    environment: {
      AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED: 'true',
      CLUSTER_HOSTNAME: 'node1',
      DISABLE_TELEMETRY: 'true',
      PERSISTENCE_DATA_PATH: '/var/lib/weaviate',
    },
    command: ['--host', '0.0.0.0', '--scheme', 'http', '--port', '8080'],
    data: '/var/lib/weaviate',
  },
};
