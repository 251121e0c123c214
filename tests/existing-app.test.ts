import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { temporaryFolder } from './engine/__fixtures__/journalled.ts';
import { root } from './support/workspace.ts';

const program = join(root, 'examples/existing-app/langchain.ts');
const run = promisify(execFile);

it('examples/existing-app: a LangChain chain answers with sources, and again over what is stored', async () => {
  const folder = await temporaryFolder();
  for (let time = 0; time < 2; time++) {
    const { stdout, stderr } = await run(process.execPath, [program, folder]);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^バイオリン: violin \(instruments\.md, \w+\.md\)$/m);
    expect(stdout).toMatch(/^Hund: dog \(animals\.md, \w+\.md\)$/m);
    expect(stdout).toMatch(/^Banane: image banana 0\.\d\d$/m);
  }
}, 300_000);
