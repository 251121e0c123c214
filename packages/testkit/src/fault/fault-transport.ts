import type { Fault, ProxiedRequest } from './fault.ts';
import { faultProxy } from './fault-proxy.ts';
import { httpFaults, tcpFaults, type NamedFaults } from './named-faults.ts';
import { tcpFaultProxy } from './tcp-fault-proxy.ts';

/** A way to a server on which one kind of fault at a time can be made to happen. */
export interface FaultTransport {
  readonly url: string;
  readonly faults: NamedFaults;
  /** How many requests may pass before the fault. */
  readonly skips: readonly number[];
  /** Between random faults: where every connection is broken as soon as it speaks, nothing ever gets through. */
  readonly pauseMs: number;
  /** One request or connection goes wrong after `skip` have passed; `times` more than one where the transport can. */
  arm(fault: Fault, skip?: number, times?: number): void;
  clear(): void;
  /**
   * Of these ids those that stood in requests since `arm` or `clear` which the server confirmed; `undefined` where the requests
   * can't be read.
   */
  confirmed(ids: readonly string[]): ReadonlySet<string> | undefined;
  close(): Promise<void>;
}

/** Which of these ids a request writes. */
export type IdsIn = (request: ProxiedRequest, ids: readonly string[]) => readonly string[];

/** A transport over HTTP. */
export async function httpTransport(
  target: string,
  idsIn: IdsIn = idsInJson,
): Promise<FaultTransport> {
  const proxy = await faultProxy({ target });
  return {
    url: proxy.url,
    faults: httpFaults,
    pauseMs: 5,
    skips: [0, 1, 2],
    arm: (fault, skip = 0, times = 1) => proxy.inject({ fault, skip, times }),
    clear: () => proxy.inject(),
    confirmed(ids) {
      if (!proxy.log.some((request) => idsIn(request, ids).length > 0)) return undefined;
      const good = proxy.log.filter(({ confirmed }) => confirmed);
      return new Set(good.flatMap((request) => idsIn(request, ids)));
    },
    close: () => proxy.close(),
  };
}

function idsInJson({ method, body }: ProxiedRequest, ids: readonly string[]): readonly string[] {
  if (method === 'GET') return [];
  const text = body.toString();
  return ids.filter((id) => text.includes(JSON.stringify(id)));
}

/** A transport of bytes, for gRPC; `target` and `url` are `host:port`. */
export async function tcpTransport(target: string): Promise<FaultTransport> {
  const proxy = await tcpFaultProxy({ target, quietMs: 200 });
  return {
    url: proxy.address,
    faults: tcpFaults,
    pauseMs: 150,
    skips: [0],
    arm(fault) {
      if (fault.kind === 'delay') proxy.delayNext(fault.ms);
      else if (fault.kind === 'cut-before') proxy.cutNext('before');
      else proxy.cutNext('after');
    },
    clear: () => proxy.clear(),
    confirmed: () => undefined,
    close: () => proxy.close(),
  };
}
