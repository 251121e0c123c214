import { isNestvecError, type Store } from '@nestvec/core';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { memoryDatabase } from '../memory/memory-database.ts';
import { memoryStore } from '../memory/memory-store.ts';
import { fromWire, toWire } from './wire.ts';

/** A call as it travels: one method of a store, with its arguments. */
interface WireCall {
  readonly collection: string;
  readonly tenant: string | undefined;
  readonly method: keyof Store;
  readonly given: readonly unknown[];
}

/** A memory store behind HTTP. */
export async function memoryServer(): Promise<{ url: string; close: () => Promise<void> }> {
  const database = memoryDatabase();
  const server: Server = createServer((request, response) => {
    void (async () => {
      const { collection, tenant, method, given } = fromWire(await text(request)) as WireCall;
      const root = memoryStore({ collection, database });
      const store = tenant === undefined ? root : root.tenant(tenant);
      try {
        const call = store[method] as (...given: readonly unknown[]) => unknown;
        const result = method === 'scan' ? await firstPage(store, given) : await call(...given);
        response.setHeader('content-type', 'application/json').end(toWire({ result: result ?? null }));
      } catch (error) {
        const known = isNestvecError(error);
        const body = known ? { code: error.code, message: error.message, details: error.details } : { message: String(error) };
        response.writeHead(known ? 422 : 500).end(toWire(body));
      }
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function firstPage(store: Store, given: readonly unknown[]): Promise<unknown> {
  for await (const page of store.scan(...(given as Parameters<Store['scan']>))) return page;
  return undefined;
}
