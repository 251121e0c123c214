import type { Store } from '@nestvec/core';
import { baseSpec } from '../data/spec.ts';
import type { FaultCase } from './fault-case.ts';
import { httpTransport, tcpTransport, type IdsIn } from './fault-transport.ts';

/** How stores are opened over a transport. */
export interface FaultOpener {
  /** Where the server is: a URL, or `host:port` for `tcp`. */
  readonly target: string;
  /** A handle on a collection of the server at `url`: `target`, or the proxy before it. */
  readonly open: (url: string, collection: string) => Store;
  /** `tcp` where the store does not speak HTTP/1.1, such as over gRPC. Default `http`. */
  readonly transport?: 'http' | 'tcp' | undefined;
  /**
   * Which of these ids a request writes, so that the unconfirmed can be worked out from what the server answered. Default:
   * those whose JSON text stands in the body of a request other than GET. A request in which no such id is found proves nothing.
   */
  readonly idsIn?: IdsIn | undefined;
  /** Records of one write; take enough for three requests. Default 300. */
  readonly records?: number | undefined;
}

/** Runs one case on a collection of its own, through a proxy of its own. */
export async function runFaultCase(
  { run }: FaultCase,
  { target, open, transport: kind = 'http', records = 300, idsIn }: FaultOpener,
  name: string,
  seed: number,
): Promise<void> {
  const transport = await (kind === 'http' ? httpTransport(target, idsIn) : tcpTransport(target));
  const direct = open(target, name);
  const store = open(transport.url, name);
  const spec = { ...baseSpec, name };
  try {
    await direct.drop();
    await direct.apply(await direct.plan(spec));
    // Whatever a store asks once, it has asked now.
    await store.count();
    await run({ transport, spec, store, direct, records, seed });
  } finally {
    await direct.drop();
    await Promise.all([direct.close(), store.close()]);
    await transport.close();
  }
}
