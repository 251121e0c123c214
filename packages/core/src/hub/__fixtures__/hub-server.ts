import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FixtureFile, FixtureModel } from './model.ts';
import { type Fault, serveFile } from './serve-file.ts';

/** A request as it arrived. */
interface LoggedRequest {
  readonly server: 'hub' | 'cdn';
  readonly method: string;
  /** Path without query; at the CDN the checksum, so tests see the file's path in its place. */
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
}

/** A fault waits for the first request that matches, is spent on it, and is gone. */
interface PlannedFault {
  readonly server: 'hub' | 'cdn';
  /** Ending of the path. */
  readonly path: string;
  readonly fault: Fault;
}

/** A hub and its CDN on two ports of this machine. */
export interface HubServer {
  readonly endpoint: string;
  readonly cdn: string;
  readonly requests: LoggedRequest[];
  /** Tests push faults here. */
  readonly faults: PlannedFault[];
  /** What a mirror of limited means leaves out of its list. */
  readonly lists: { without?: 'checksums' };
  /** Resolves when so many bytes of a file are where the puller keeps them; a connection is cut after that. */
  hasArrived: (oid: string, bytes: number) => Promise<void>;
  close(): Promise<void>;
}

/** Serves models the way huggingface.co does: API, redirects to a CDN for LFS and to a cache for the rest, error codes. */
export async function startHub(...models: readonly FixtureModel[]): Promise<HubServer> {
  const requests: LoggedRequest[] = [];
  const faults: PlannedFault[] = [];
  const lists: HubServer['lists'] = {};
  const blobs = new Map<string, { path: string; file: FixtureFile }>();
  for (const model of models) {
    for (const [path, file] of Object.entries(model.files)) blobs.set(file.oid, { path, file });
  }

  const take = (server: 'hub' | 'cdn', path: string, request: IncomingMessage): Fault | undefined => {
    requests.push({ server, method: request.method ?? '', path, headers: request.headers });
    const index = faults.findIndex((each) => each.server === server && path.endsWith(each.path));
    return index < 0 ? undefined : faults.splice(index, 1)[0]?.fault;
  };

  const cdn = await listen((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://cdn');
    const blob = blobs.get(pathname.slice(1));
    const fault = take('cdn', blob?.path ?? pathname, request);
    if (failed(response, fault)) return;
    if (blob === undefined || searchParams.get('Signature') !== 'secret') {
      response.writeHead(403).end();
      return;
    }
    // A store's own validator, not the checksum.
    const etag = `"s3-${blob.file.oid.slice(0, 16)}"`;
    const { content, oid } = blob.file;
    void serveFile(request, response, { content, etag }, {}, fault, (bytes) =>
      server.hasArrived(oid, bytes),
    );
  });

  const hub = await listen((request, response) => {
    const url = new URL(request.url ?? '/', 'http://hub');
    // Some companies' mirrors live under a path.
    const path = decodeURIComponent(url.pathname).replace(/^\/mirror(?=\/)/, '');
    const fault = take('hub', path, request);
    if (failed(response, fault)) return;
    answer(request, response, path, { models, cdn: cdn.origin, lists, fault });
  });

  const server: HubServer = {
    endpoint: hub.origin,
    cdn: cdn.origin,
    requests,
    faults,
    lists,
    hasArrived: () => Promise.resolve(),
    close: async () => {
      await Promise.all([hub.close(), cdn.close()]);
    },
  };
  return server;
}

interface Context {
  readonly models: readonly FixtureModel[];
  readonly cdn: string;
  readonly lists: HubServer['lists'];
  readonly fault: Fault | undefined;
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  context: Context,
): void {
  const api = /^\/api\/models\/([^/]+\/[^/]+)(?:\/(revision|tree)\/(.+))?$/.exec(path);
  const file = /^(?:\/api\/resolve-cache\/models)?\/([^/]+\/[^/]+)(?:\/resolve)?\/([^/]+|refs\/pr\/\d+)\/(.+)$/.exec(path);
  const name = api?.[1] ?? file?.[1];
  const model = context.models.find((each) => each.name === name);
  const token = request.headers.authorization;
  if (model === undefined) {
    // A stranger does not learn which models exist.
    refuse(response, token === undefined ? 401 : 404, 'RepoNotFound');
    return;
  }
  const revision = api === null ? file?.[2] : (api[3] ?? 'main');
  if (revision !== model.commit && !model.refs.includes(revision ?? '')) {
    refuse(response, 404, 'RevisionNotFound');
    return;
  }
  if (api !== null) {
    json(response, api[2] === 'tree' ? treeOf(model) : infoOf(model, context.lists));
    return;
  }
  if (model.token !== undefined && token !== `Bearer ${model.token}`) {
    const refused = token === undefined ? 401 : 403;
    refuse(response, refused, model.gated ? 'GatedRepo' : 'RepoNotFound');
    return;
  }
  sendFile(request, response, { model, path: file?.[3] ?? '', isCached: path.startsWith('/api/') }, context);
}

function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  { model, path, isCached }: { model: FixtureModel; path: string; isCached: boolean },
  { cdn, fault }: Context,
): void {
  const found = model.files[path];
  const commit = { 'x-repo-commit': model.commit };
  if (found === undefined) {
    refuse(response, 404, 'EntryNotFound', commit);
    return;
  }
  const etag = fault?.kind === 'etag' ? fault.etag : `"${found.oid}"`;
  const linked = {
    ...commit,
    'x-linked-size': String(found.content.length),
    'x-linked-etag': etag,
  };
  if (found.lfs) {
    const location = `${cdn}/${found.oid}?Signature=secret`;
    response.writeHead(302, { ...linked, location, 'content-length': 0 }).end();
  } else if (isCached) {
    void serveFile(request, response, { content: found.content, etag: `"${found.oid}"` }, commit, fault);
  } else {
    const location = `/api/resolve-cache/models/${model.name}/${model.commit}/${path}`;
    response.writeHead(307, { ...linked, location, 'content-length': 0 }).end();
  }
}

function infoOf(model: FixtureModel, lists: HubServer['lists']): unknown {
  const siblings = Object.entries(model.files).map(([rfilename, { content, lfs, gitOid, oid }]) => ({
    rfilename,
    ...(lists.without === 'checksums'
      ? {}
      : {
          size: content.length,
          blobId: gitOid,
          ...(lfs ? { lfs: { sha256: oid, size: content.length, pointerSize: 134 } } : {}),
        }),
  }));
  const tags = ['onnx', `license:${model.license}`];
  return { id: model.name, sha: model.commit, private: false, downloads: 0, likes: 0, tags, siblings };
}

function treeOf(model: FixtureModel): unknown {
  return Object.entries(model.files).map(([path, { content, lfs, gitOid, oid }]) => ({
    type: 'file',
    path,
    size: content.length,
    oid: gitOid,
    ...(lfs ? { lfs: { oid, size: content.length, pointerSize: 134 } } : {}),
  }));
}

function failed(response: ServerResponse, fault: Fault | undefined): boolean {
  if (fault?.kind === 'status') response.writeHead(fault.status, fault.headers).end();
  if (fault?.kind === 'body') response.writeHead(200, { 'content-type': 'text/html' }).end(fault.text);
  return fault?.kind === 'status' || fault?.kind === 'body';
}

function refuse(response: ServerResponse, status: number, code: string, headers = {}): void {
  response.writeHead(status, { ...headers, 'x-error-code': code, 'content-length': 0 }).end();
}

function json(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

async function listen(
  handler: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<{ readonly origin: string; close(): Promise<void> }> {
  const server: Server = createServer(handler);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  // A server that listens on TCP has such an address.
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}
