import { expect } from 'vitest';
import { main } from '../main.ts';
import { testIo } from './io.ts';

/** Serves, gives what was printed to `use` once it is there, which takes at most so long, then stops. */
export async function serving(
  { cwd, mostMs }: { readonly cwd: string; readonly mostMs: number },
  args: readonly string[],
  use: (out: string, url: string) => Promise<void>,
): Promise<{ code: number; err: string }> {
  const controller = new AbortController();
  const io = testIo({ cwd, signal: controller.signal });
  const running = main(['serve', '--port', '0', ...args], io);
  try {
    await expect.poll(() => io.out() + io.err(), { timeout: mostMs }).toMatch(/metrics|error:/);
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(io.out())?.[0];
    if (url === undefined) throw new Error(io.err());
    await use(io.out(), url);
  } finally {
    controller.abort();
  }
  return { code: await running, err: io.err() };
}
