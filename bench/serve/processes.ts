import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { modelDirectory } from '../../packages/mini-clip/dist/index.js';
import type { Load, LoadPlan, Memory, ServerNews, ServerQuestion } from './messages.ts';

/** A server in a process of its own. */
export interface ServerProcess {
  readonly url: string;
  memory(): Promise<Memory>;
  /** Seconds that the library alone takes for the texts, in that process. */
  direct(texts: readonly string[]): Promise<number>;
  /** Asks it to end, and gives what it has answered. */
  stop(): Promise<Readonly<Record<string, number>>>;
}

/** Starts a server of a kind of `server.ts`. */
export async function startServer(
  kind: string,
  directory?: string,
  requestTimeoutMs?: number,
): Promise<ServerProcess> {
  const args = [kind, directory ?? modelDirectory];
  if (requestTimeoutMs !== undefined) args.push(String(requestTimeoutMs));
  const child = start('server.ts', args, ['--expose-gc']);
  const { url } = await news<ServerNews>(child, (said) => said.url !== undefined);
  const ask = async (question: ServerQuestion): Promise<ServerNews> => {
    child.send(question);
    const name = question.ask === 'memory' ? 'memory' : 'seconds';
    return await news<ServerNews>(child, (said) => said[name] !== undefined);
  };
  return {
    url: url ?? missing(),
    memory: async () => (await ask({ ask: 'memory' })).memory ?? missing(),
    direct: async (texts) => (await ask({ ask: 'direct', texts })).seconds ?? missing(),
    async stop() {
      const said = news<ServerNews>(child, ({ answered }) => answered !== undefined);
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      const { answered } = await said;
      await exited;
      return answered ?? missing();
    },
  };
}

/** Runs a plan; `onSent` hears how many requests have been sent. */
export async function runLoad(plan: LoadPlan, onSent?: (sent: number) => void): Promise<Load> {
  const child = start('load.ts', []);
  child.on('message', ({ sent }: { sent?: number }) => {
    if (sent !== undefined) onSent?.(sent);
  });
  child.send(plan);
  const { load } = await news<{ load?: Load }>(child, (said) => said.load !== undefined);
  child.disconnect();
  await once(child, 'exit');
  return load ?? missing();
}

/** Another script of this folder. */
export function start(
  file: string,
  args: readonly string[],
  flags: readonly string[] = [],
): ChildProcess {
  return fork(new URL(file, import.meta.url), args, { execArgv: [...flags] });
}

/** The first message that `isIt` says it is. Rejects where the process ends before. */
export async function news<Said>(
  child: ChildProcess,
  isIt: (said: Said) => boolean,
): Promise<Said> {
  return await new Promise((resolve, reject) => {
    const onMessage = (said: Said): void => {
      if (isIt(said)) settle(() => resolve(said));
    };
    const onExit = (): void =>
      settle(() => reject(new Error(`${child.spawnargs.join(' ')} has ended`)));
    const settle = (end: () => void): void => {
      child.off('message', onMessage);
      child.off('exit', onExit);
      end();
    };
    child.on('message', onMessage);
    child.on('exit', onExit);
  });
}

function missing(): never {
  throw new Error('a message lacks what it is for');
}
