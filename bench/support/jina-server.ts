import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A stand-in for Jina's API in another process. */
export interface BenchServer {
  /** For `baseUrl`. */
  readonly url: string;
  close(): void;
}

/** Starts one whose every answer takes so long. */
export async function startServer(latencyMs: number, dimensions = 1024): Promise<BenchServer> {
  const file = fileURLToPath(new URL('jina-child.ts', import.meta.url));
  const child = fork(file, [String(latencyMs), String(dimensions)]);
  const [port] = await once(child, 'message');
  return { url: `http://127.0.0.1:${port}/v1`, close: () => void child.kill() };
}
