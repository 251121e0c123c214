import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { modelDirectory } from '@nestvec/mini-clip';

/** A hub on this machine that has one model, mini-clip under another name. */
export interface LocalHub {
  readonly endpoint: string;
  readonly model: string;
  /** Paths asked for. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

const model = 'someone/clip';
const commit = 'a'.repeat(40);

/** Starts the hub. It speaks as much of the protocol as a pull without trouble needs; core tests the rest. */
export async function startHub(): Promise<LocalHub> {
  const requests: string[] = [];
  const files = new Map(
    readdirSync(modelDirectory, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => {
        const path = join(entry.parentPath, entry.name);
        return [path.slice(modelDirectory.length + 1).replaceAll('\\', '/'), readFileSync(path)];
      }),
  );
  const list = JSON.stringify({
    sha: commit,
    tags: ['license:cc-by-nc-4.0'],
    siblings: [...files].map(([rfilename, content]) => ({
      rfilename,
      size: content.length,
      lfs: { sha256: sha256(content), size: content.length },
    })),
  });
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://hub');
    requests.push(pathname);
    if (pathname === `/api/models/${model}/revision/main`) {
      response.end(list);
      return;
    }
    const content = files.get(pathname.slice(`/${model}/resolve/${commit}/`.length));
    if (content === undefined) response.writeHead(404).end();
    else response.writeHead(200, { etag: `"${sha256(content)}"`, 'content-length': content.length }).end(content);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { endpoint: addressOf(server), model, requests, close: async () => await stop(server) };
}

function sha256(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

function addressOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return `http://127.0.0.1:${address.port}`;
}

async function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
}
