import type { Fault } from './fault.ts';

/** A fault by its name in titles, and what must come of it. */
export interface NamedFault {
  readonly name: string;
  readonly fault: Fault;
  /** Whether the call must succeed all the same. */
  readonly harmless?: boolean | undefined;
  /** Status and wait that a failed call's error must carry. */
  readonly status?: number | undefined;
  readonly retryAfterMs?: number | undefined;
}

/** At least one. */
export type NamedFaults = readonly [NamedFault, ...NamedFault[]];

const html = {
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body: '<!DOCTYPE html><html><body><h1>Sign in to continue</h1></body></html>',
};

/** What HTTP servers, and what stands between them and us, are known to do. */
export const httpFaults: NamedFaults = [
  { name: 'a delay', fault: { kind: 'delay', ms: 100 }, harmless: true },
  { name: 'a request that arrives twice', fault: { kind: 'duplicate' }, harmless: true },
  { name: 'a connection cut before the server has acted', fault: { kind: 'cut-before' } },
  { name: 'a connection cut after the server has acted', fault: { kind: 'cut-after' } },
  { name: 'a connection cut within the answer', fault: { kind: 'cut-within' } },
  {
    name: 'a 429 with Retry-After',
    fault: { kind: 'answer', acted: false, status: 429, headers: { 'retry-after': '12' } },
    status: 429,
    retryAfterMs: 12_000,
  },
  {
    name: 'a 500 before the server has acted',
    fault: { kind: 'answer', acted: false, status: 500, body: '{"error":"internal"}' },
    status: 500,
  },
  {
    name: 'a 500 after the server has acted',
    fault: { kind: 'answer', acted: true, status: 500, body: 'broken' },
    status: 500,
  },
  {
    name: 'a 502 with an HTML page',
    fault: { kind: 'answer', acted: true, status: 502, ...html },
    status: 502,
  },
  { name: 'a 503', fault: { kind: 'answer', acted: false, status: 503 }, status: 503 },
  {
    name: 'a 200 without a body, of a server that never saw the request',
    fault: { kind: 'answer', acted: false, status: 200 },
  },
  {
    name: 'a 200 with an HTML page, of a server that never saw the request',
    fault: { kind: 'answer', acted: false, status: 200, ...html },
  },
];

/** What a transport of bytes without meaning can do. */
export const tcpFaults: NamedFaults = [
  { name: 'a delay', fault: { kind: 'delay', ms: 100 }, harmless: true },
  { name: 'a connection cut before the server has acted', fault: { kind: 'cut-before' } },
  { name: 'a connection cut after the server has acted', fault: { kind: 'cut-after' } },
];
