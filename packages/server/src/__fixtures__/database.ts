import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { env } from 'node:process';
import { freePort, machineName, type OwnSettings, ownServer } from '@nestvec/testkit/server';

/** A database of the test's own, since the address of the server under test is part of its configuration. */
export interface Database {
  readonly url: string;
  /** By which it reaches this machine. */
  readonly host: string;
  stop(): Promise<void>;
}

/** Weaviate counts OpenAI's tokens, and fetches what it counts with from the internet unless it is there: one rank a byte will do. */
const ranks = Array.from(
  { length: 256 },
  (_, byte) => `${Buffer.of(byte).toString('base64')} ${byte}`,
).join('\n');
const ranksFile = '9b5ad71b2ce5302211f9c61530b329a4922fc6a4';

/** The server under test, as a database reaches it. */
export interface UnderTest {
  readonly port: number;
  readonly apiKey: string;
}

/** Names that the server under test must answer to. */
export const databaseHosts: readonly string[] = [machineName];

/** Weaviate with the modules that ask an embedding server, or why there is none. */
export async function startWeaviate(server: UnderTest): Promise<Database | string> {
  const settings = (host: string): Record<string, string> => ({
    ENABLE_MODULES:
      'multi2vec-jinaai,text2vec-jinaai,multi2vec-clip,text2vec-openai,text2vec-transformers,multi2vec-cohere,text2vec-ollama,reranker-transformers',
    // The containers' API has no key of its own.
    CLIP_INFERENCE_API: `http://:${server.apiKey}@${host}:${server.port}`,
    TRANSFORMERS_INFERENCE_API: `http://:${server.apiKey}@${host}:${server.port}`,
    RERANKER_INFERENCE_API: `http://:${server.apiKey}@${host}:${server.port}`,
    DEFAULT_VECTORIZER_MODULE: 'none',
  });
  const binary = env['NESTVEC_WEAVIATE_BINARY'];
  return binary === undefined
    ? await inContainer(
        'weaviate',
        {
          environment: { ...settings(machineName), TIKTOKEN_CACHE_DIR: '/tiktoken' },
          files: { [`/tiktoken/${ranksFile}`]: ranks },
        },
        'NESTVEC_WEAVIATE_BINARY',
      )
    : await weaviateProgram(binary, settings('127.0.0.1'));
}

/** Qdrant with an inference address, or why there is none. */
export async function startQdrant({ port, apiKey }: UnderTest): Promise<Database | string> {
  const settings = (host: string): Record<string, string> => ({
    QDRANT__INFERENCE__ADDRESS: `http://${host}:${port}/qdrant`,
    QDRANT__INFERENCE__TOKEN: apiKey,
  });
  const binary = env['NESTVEC_QDRANT_BINARY'];
  return binary === undefined
    ? await inContainer('qdrant', { environment: settings(machineName) }, 'NESTVEC_QDRANT_BINARY')
    : await qdrantProgram(binary, settings('127.0.0.1'));
}

async function inContainer(
  name: 'qdrant' | 'weaviate',
  settings: OwnSettings,
  variable: string,
): Promise<Database | string> {
  const started = await ownServer(name, settings, `set ${variable} to its program`);
  return typeof started === 'string' ? started : { ...started, host: machineName };
}

async function weaviateProgram(
  binary: string,
  settings: Readonly<Record<string, string>>,
): Promise<Database> {
  const ports: number[] = [];
  while (ports.length < 5) ports.push(await freePort());
  const [port, grpc, gossip, data, raft = 0] = ports;
  // Weaviate looks for its own calls at the port behind that of Raft.
  const rpc = raft + 1;
  return await start(
    binary,
    ['--host', '127.0.0.1', '--port', String(port), '--scheme', 'http'],
    async (folder) => {
      await mkdir(join(folder, 'tiktoken'));
      await writeFile(join(folder, 'tiktoken', ranksFile), ranks);
      return {
        ...settings,
        PERSISTENCE_DATA_PATH: folder,
        AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED: 'true',
        TIKTOKEN_CACHE_DIR: join(folder, 'tiktoken'),
        CLUSTER_HOSTNAME: 'node1',
        CLUSTER_IN_LOCALHOST: 'true',
        CLUSTER_ADVERTISE_ADDR: '127.0.0.1',
        GO_PROFILING_DISABLE: 'true',
        RAFT_JOIN: `node1:${raft}`,
        CLUSTER_GOSSIP_BIND_PORT: String(gossip),
        CLUSTER_DATA_BIND_PORT: String(data),
        RAFT_PORT: String(raft),
        RAFT_INTERNAL_RPC_PORT: String(rpc),
        RAFT_BOOTSTRAP_EXPECT: '1',
        GRPC_PORT: String(grpc),
        DISABLE_TELEMETRY: 'true',
        LOG_LEVEL: 'warning',
      };
    },
    `http://127.0.0.1:${port}`,
    '/v1/.well-known/ready',
  );
}

async function qdrantProgram(
  binary: string,
  settings: Readonly<Record<string, string>>,
): Promise<Database> {
  const [port, grpc] = [await freePort(), await freePort()].map(String);
  return await start(
    binary,
    [],
    async (folder) => ({
      ...settings,
      QDRANT__STORAGE__STORAGE_PATH: join(folder, 'storage'),
      QDRANT__STORAGE__SNAPSHOTS_PATH: join(folder, 'snapshots'),
      QDRANT__SERVICE__HOST: '127.0.0.1',
      QDRANT__SERVICE__HTTP_PORT: String(port),
      QDRANT__SERVICE__GRPC_PORT: String(grpc),
      QDRANT__TELEMETRY_DISABLED: 'true',
    }),
    `http://127.0.0.1:${port}`,
    '/readyz',
  );
}

async function start(
  binary: string,
  args: readonly string[],
  environmentOf: (folder: string) => Promise<Record<string, string>>,
  url: string,
  readyPath: string,
): Promise<Database> {
  const memory = '/dev/shm';
  const folder = await mkdtemp(join(existsSync(memory) ? memory : tmpdir(), 'nestvec-server-'));
  const child = spawn(binary, args, { cwd: folder, env: await environmentOf(folder), stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (log = (log + String(text)).slice(-5000)));
  const stop = async (): Promise<void> => {
    if (child.exitCode === null) {
      child.kill();
      await once(child, 'exit');
    }
    await rm(folder, { recursive: true, force: true });
  };
  for (let tried = 0; tried < 300; tried++) {
    if (child.exitCode !== null) break;
    const answer = await fetch(url + readyPath).catch(() => undefined);
    if (answer?.ok === true) return { url, host: '127.0.0.1', stop };
    await setTimeout(200);
  }
  await stop();
  throw new Error(`${binary} did not start:\n${log}`);
}
