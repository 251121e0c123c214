import { messageOf } from '@nestvec/core/kit';
import { type MachineReport, measureMachine, type WeightsSpeed } from '@nestvec/core/onnx';
import type { Io } from '../io.ts';
import { createStatusLine, type StatusLine } from '../status-line.ts';
import { bytes, count } from '../text.ts';
import type { Finding } from './finding.ts';

/** How fast jina-clip-v2 would be on this machine, estimated from a few layers of its size, and with what it is best run. */
export async function checkSpeed(io: Io, json: boolean): Promise<readonly Finding[]> {
  const { signal } = io;
  const status = createStatusLine(io, json);
  try {
    return speedFindings(await measureMachine({ signal, onProgress: measuringOn(status) }));
  } catch (error) {
    if (signal.aborted) throw error;
    return [{ name: 'speed', found: messageOf(error), fix: 'look at the modules above' }];
  } finally {
    status.clear();
  }
}

/** Shows what is measured next. */
export function measuringOn(status: StatusLine): (what: string) => void {
  return (what) =>
    status.show(
      () => `measuring ${what}`,
      () => ({ measuring: what }),
    );
}

/** What was measured, a line for each kind of weights and what to run it with. */
export function speedFindings({
  weights,
  threads,
  batchTokens,
  recommended,
}: MachineReport): Finding[] {
  const rates = (name: string, all: readonly { readonly tokensPerSecond: number }[]): string =>
    `${all.map(({ tokensPerSecond }) => Math.round(tokensPerSecond)).join(', ')} tokens/s with ${name}`;
  const needed = weights.find((speed) => speed.weights === recommended.weights)?.bytes ?? 0;
  const found = `weights ${recommended.weights} (${bytes(needed)}), ${count(recommended.threads, 'thread')}, batches of ${recommended.batchTokens} tokens`;
  return [
    ...weights.map((speed): Finding => ({ name: speed.weights, found: speedOf(speed) })),
    {
      name: 'in bulk',
      found: [
        rates(`${threads.map((one) => one.threads).join(', ')} threads`, threads),
        rates(`batches of ${batchTokens.map((one) => one.batchTokens).join(', ')}`, batchTokens),
      ].join('; '),
    },
    { name: 'recommended', found },
  ];
}

function speedOf({ queryMs, tokensPerSecond, imageMs, gflops }: WeightsSpeed): string {
  return `a query ${Math.round(queryMs)} ms, texts ${Math.round(tokensPerSecond)} tokens/s, an image ${(imageMs / 1000).toFixed(1)} s (estimated; ${Math.round(gflops)} GFLOPS)`;
}
