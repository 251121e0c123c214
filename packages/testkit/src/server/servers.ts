/** How the server of one database is started for tests. */
export interface ServerImage {
  readonly title: string;
  /** The release that everything here is tested on, as in docker/compose.yaml. */
  readonly image: string;
  readonly port: number;
  readonly grpcPort?: number;
  /** What its address begins with, up to the host. Default `http://`. */
  readonly scheme?: string;
  /** Behind the address, such as the name of a database. */
  readonly path?: string;
  /** Path that answers once the server can be used, or a line of its log, and at which time it stands for that. */
  readonly ready: string | { readonly line: RegExp; readonly times: number };
  readonly environment: Readonly<Record<string, string>>;
  readonly command?: readonly string[];
  /** Folder kept in memory, since a disk would be asked to sync after every write. */
  readonly data: string;
}

/** A server that a test can ask for. */
export type ServerName = 'qdrant' | 'weaviate' | 'postgres' | 'redis';

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
  postgres: {
    title: 'PostgreSQL with pgvector',
    image: 'pgvector/pgvector:0.8.1-pg17',
    port: 5432,
    scheme: 'postgres://postgres@',
    path: '/postgres',
    // Once while it sets itself up, and once when it is there.
    ready: { line: /database system is ready to accept connections/, times: 2 },
    environment: { POSTGRES_HOST_AUTH_METHOD: 'trust' },
    command: ['-c', 'fsync=off', '-c', 'max_connections=200'],
    data: '/var/lib/postgresql/data',
  },
  redis: {
    title: 'Redis',
    image: 'redis:7.4.2',
    port: 6379,
    scheme: 'redis://',
    ready: { line: /Ready to accept connections/, times: 1 },
    environment: {},
    command: ['redis-server', '--appendonly', 'yes', '--maxmemory-policy', 'noeviction'],
    data: '/data',
  },
};
