import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { expect, it, onTestFinished, type TestContext } from 'vitest';
import { temporaryFolder } from './engine/__fixtures__/journalled.ts';
import { chromiumPath, launchChromium, noChromium } from './support/browser.ts';
import { box, counted, first, visitPage } from './support/visit-page.ts';
import { root } from './support/workspace.ts';

it(
  'ends with a command that opens the page, as it is printed',
  { timeout: 300_000 },
  async (context: TestContext) => {
    const executable = chromiumPath();
    if (executable === undefined) context.skip(noChromium);
    const data = await temporaryFolder();
    const { stdout } = await promisify(execFile)(
      'npm',
      ['run', 'quickstart', '--', '--data', data],
      { cwd: root },
    );
    const command = /^ {4}(npm run nestvec -- serve quickstart .+)$/m.exec(stdout)?.[1];
    expect(command, stdout).toBeDefined();
    // Its own port may be taken by what someone serves here.
    const child = spawn('/bin/sh', ['-c', `${command} --port 0`], { cwd: root, detached: true });
    onTestFinished(async () => {
      if (child.pid === undefined) return;
      process.kill(-child.pid, 'SIGTERM');
      if (child.exitCode === null) await once(child, 'close');
    });
    let printed = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => (printed += text));
    await expect.poll(() => printed, { timeout: 120_000 }).toContain('/metrics');
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(printed)?.[0] ?? '';

    const browser = await launchChromium(executable);
    onTestFinished(async () => await browser.close());
    const page = await visitPage(browser, url);
    await counted(page, /^312 results$/);
    await box(page).fill('Gitarre');
    await first(page, 'guitar');
    expect(page.problems).toEqual([]);
  },
);
