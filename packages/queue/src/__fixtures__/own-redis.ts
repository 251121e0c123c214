import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { freePort } from '@nestvec/testkit/server';
import { Redis } from 'ioredis';

/** A Redis that a test may kill: its process is the test's own. */
export interface OwnRedis {
  readonly url: string;
  readonly port: number;
  /** `kill -9`; what it had not synced is lost. */
  kill(): Promise<void>;
  /** Starts it again on the same port with what is on its disk. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** How it keeps what it is given. */
export interface OwnRedisOptions {
  readonly appendfsync?: 'everysec' | 'always';
  readonly maxmemory?: string;
}

/** Starts the `redis-server` of this machine; a sentence to skip with where there is none. */
export async function startRedis(options: OwnRedisOptions = {}): Promise<OwnRedis | string> {
  const { appendfsync = 'everysec', maxmemory = '0' } = options;
  const folder = await mkdtemp(join(tmpdir(), 'nestvec-redis-'));
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  let process_: ChildProcess | undefined;
  let ended: Promise<void> = Promise.resolve();
  const start = async (): Promise<void> => {
    const given = { port, dir: folder, bind: '127.0.0.1', appendonly: 'yes', appendfsync, maxmemory };
    const settings = { ...given, 'maxmemory-policy': 'noeviction', save: '', daemonize: 'no' };
    const arguments_ = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
    const started = spawn('redis-server', arguments_, { stdio: 'ignore' });
    process_ = started;
    ended = new Promise((resolve) => started.once('close', () => resolve()));
    await new Promise<void>((resolve, reject) => {
      started.once('error', reject);
      started.once('spawn', () => resolve());
    });
    await untilReady(url);
  };
  try {
    await start();
  } catch (error) {
    await rm(folder, { recursive: true });
    return `there is no redis-server on this machine (${String(error)}): install Debian’s redis-server package`;
  }
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    process_?.kill(signal);
    await ended;
  };
  return {
    url,
    port,
    kill: async () => await end('SIGKILL'),
    start,
    async stop() {
      await end('SIGKILL');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function untilReady(url: string): Promise<void> {
  for (;;) {
    const client = new Redis(url, { lazyConnect: true, retryStrategy: () => null });
    client.on('error', () => {});
    try {
      await client.connect();
      await client.ping();
      return;
    } catch {
      await setTimeout(20);
    } finally {
      client.disconnect();
    }
  }
}
