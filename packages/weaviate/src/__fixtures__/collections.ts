import { truncate, type VectorRecord } from '@nestvec/core';
import { unitVector } from './spec.ts';

/** REST calls on a real server, past every store: to set traps, and to see what is really there. */
export function rest(url: string): {
  readonly get: (path: string) => Promise<unknown>;
  readonly post: (path: string, body: unknown) => Promise<unknown>;
  readonly put: (path: string, body: unknown) => Promise<unknown>;
  readonly drop: (name: string) => Promise<unknown>;
} {
  const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`${url}/v1${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${response.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  };
  return {
    get: async (path: string) => await call('GET', path),
    post: async (path: string, body: unknown) => await call('POST', path, body),
    put: async (path: string, body: unknown) => await call('PUT', path, body),
    drop: async (name: string) => await call('DELETE', `/schema/${name}`),
  };
}

/** A record of `smallSpec`, by its number. */
export function smallRecord(id: string, seed: number, metadata = {}): VectorRecord {
  const image = unitVector(64, seed);
  return { id, vectors: { image, image_32: truncate(image, 32) }, metadata };
}

/** Several of them: `r0`, `r1`, … */
export function smallRecords(count: number): VectorRecord[] {
  return Array.from({ length: count }, (_, i) => smallRecord(`r${i}`, i));
}
