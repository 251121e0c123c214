import { expect, it, onTestFinished, vi } from 'vitest';
import { startPgliteThread } from './pglite.ts';

it("PGlite runs in the caller's thread, with a warning, where no thread can be started", async () => {
  const emitted = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
  onTestFinished(() => emitted.mockRestore());
  const nobody = new URL('nobody.js', import.meta.url);
  const thread = await startPgliteThread({ data: 'memory://', templates: '/nowhere' }, nobody);
  const rows = await thread.ask({ text: 'SELECT $1::int4 + 1 AS next', values: [6] }, []);
  expect(rows).toEqual([{ next: '7' }]);
  await thread.ask('close', []);
  await thread.end();
  expect(emitted.mock.calls.map(([message]) => message)).toEqual([
    expect.stringMatching(/nobody\.js.*in a bundled app keep @nestvec\/pgvector external/s),
  ]);
}, 180_000);
