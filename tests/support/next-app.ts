import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '@nestvec/testkit/server';
import type { Consumer } from './consumer.ts';

/** Vitest sets NODE_ENV, which Next takes for its own. */
const quiet = { NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' };

/** How a Next.js app is built. */
export type NextBuild = {
  /** Folder of `__fixtures__/bundlers/next` that has the routes. */
  routes: string;
  /** The bundler's flag, where it is not the default. */
  flags: readonly string[];
  /** Text of `next.config.mjs`, or none. */
  config: string | undefined;
};

/** Builds an app for production; rejects with what was said when that fails. */
export async function buildNext(
  app: Consumer,
  { routes, flags, config = 'export default {};\n' }: NextBuild,
): Promise<string> {
  for (const old of ['app', '.next'])
    await rm(join(app.folder, old), { recursive: true, force: true });
  await cp(join(app.folder, 'next', routes, 'app'), join(app.folder, 'app'), { recursive: true });
  await writeFile(join(app.folder, 'next.config.mjs'), config);
  return await app.run('next', ['build', ...flags], quiet, { withErrors: true });
}

/** A server that runs. */
type Served = {
  url: string;
  /** All that it printed. */
  said(): string;
  close(): Promise<void>;
};

/** Starts a server in a folder by this Node, at a free port of this machine. */
export async function startServer(
  folder: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Served> {
  // A standalone server of Next takes port 0 for 3000.
  const url = `http://127.0.0.1:${await freePort()}`;
  const { hostname, port } = new URL(url);
  const child = spawn(process.execPath, args, {
    cwd: folder,
    env: { ...process.env, ...quiet, PORT: port, HOSTNAME: hostname, ...env },
  });
  const exited = once(child, 'exit');
  let said = '';
  await new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        said += String(chunk);
        if (said.includes('Ready in')) resolve();
      });
    child.once('exit', () => reject(new Error(`the server ended: ${said}`)));
  });
  return {
    url,
    said: () => said,
    async close() {
      child.kill();
      await exited;
    },
  };
}

/** What a server answered, by path, and all that it printed. */
type Asked = { answers: Record<string, string>; said: string };

/** Asks such a server for paths, one after the other. */
export async function askServer(
  folder: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  paths: readonly string[],
): Promise<Asked> {
  const server = await startServer(folder, args, env);
  const answers: Record<string, string> = {};
  try {
    for (const path of paths) {
      const response = await fetch(`${server.url}/${path}`);
      answers[path] = response.ok ? await response.text() : `${response.status}: ${server.said()}`;
    }
  } finally {
    await server.close();
  }
  return { answers, said: server.said() };
}
