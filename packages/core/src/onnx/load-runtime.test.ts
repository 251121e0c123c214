import { execFile } from 'node:child_process';
import { mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const run = promisify(execFile);
const graph = new URL('../../golden/__fixtures__/tiny/onnx/model_fp16.onnx', import.meta.url);

it('opens a session without telemetry: nothing is left in the home folder', async () => {
  const home = await mkdtemp(join(tmpdir(), 'nestvec-home-'));
  const code = `
    import { loadRuntime } from ${JSON.stringify(new URL('../../dist/onnx/load-runtime.js', import.meta.url).href)};
    const { InferenceSession } = await loadRuntime();
    await InferenceSession.create(${JSON.stringify(fileURLToPath(graph))});
    await new Promise((resolve) => setTimeout(resolve, 500));
    console.log(process.env.ORT_DISABLE_TELEMETRY);
  `;
  const { ORT_DISABLE_TELEMETRY: _, ...env } = process.env;
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', code], {
    env: { ...env, HOME: home, XDG_CACHE_HOME: join(home, 'cache') },
  });
  expect(stdout.trim()).toBe('1');
  expect(await readdir(home)).toEqual([]);
});
