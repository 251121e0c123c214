import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { root } from './workspace.ts';

/** The example, as one starts it. */
const program = join(root, 'examples/product-catalog/main.ts');

/** Where the images of the shipped catalogue are. */
export const catalogue: string = join(root, 'packages/cli/catalogue');

interface Ended {
  readonly code: number | null;
  readonly printed: string;
}

/** A running shop. */
export interface RunningShop {
  readonly url: string;
  /** Ends it as Ctrl-C does. */
  stop(): Promise<Ended>;
}

/** Runs the example to its end. */
export async function runShop(cwd: string, flags: readonly string[]): Promise<Ended> {
  return await start(cwd, flags).ended;
}

/** Starts the example on a free port; resolves once it serves. Rejects with what it printed where it ends instead. */
export async function serveShop(cwd: string, flags: readonly string[] = []): Promise<RunningShop> {
  const { child, ended, printed } = start(cwd, ['--port', '0', ...flags]);
  const stop = async (): Promise<Ended> => {
    child.kill('SIGTERM');
    return await ended;
  };
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', () => {
      const found = /^open (http:\S+)\/ in a browser/m.exec(printed())?.[1];
      if (found !== undefined) resolve(found);
    });
    void ended.then(({ printed: all }) => reject(new Error(all)));
  });
  return { url, stop };
}

function start(cwd: string, flags: readonly string[]) {
  const child = spawn(process.execPath, [program, ...flags], { cwd });
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (printed += text));
  const ended = once(child, 'close').then(([code]): Ended => ({
    code: code as number | null, // as Node emits it
    printed,
  }));
  return { child, ended, printed: () => printed };
}
