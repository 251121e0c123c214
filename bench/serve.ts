// 64 clients of `nestvec serve` with one short text a request: with joining, without, and with an embedder that does nothing.
// `node bench/serve.ts [SECONDS] [CLIENTS] [MODEL_DIRECTORY]`
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { printTable } from './support/table.ts';

const [seconds = '60', clients = '64', directory] = process.argv.slice(2);

interface Load {
  readonly requests: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly failures: Readonly<Record<string, number>>;
}

function memoryOf(pid: number | undefined): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
}

async function run(file: string, args: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, [new URL(file, import.meta.url).pathname, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.on('data', (chunk) => (text += String(chunk)));
  await once(child, 'close');
  return text;
}

async function measure(kind: string): Promise<Load & { before: number; after: number }> {
  const args = [kind, ...(directory === undefined ? [] : [directory])];
  const server = spawn(
    process.execPath,
    [new URL('serve/server.ts', import.meta.url).pathname, ...args],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const [line] = await once(server.stdout, 'data');
  const url = String(line).trim();
  // Warm: the first second is that of compilers and caches.
  await run('serve/load.ts', [url, clients, '3000']);
  const before = memoryOf(server.pid);
  // As `load.ts` prints it.
  const load = JSON.parse(
    await run('serve/load.ts', [url, clients, String(Number(seconds) * 1000)]),
  ) as Load;
  const after = memoryOf(server.pid);
  server.kill('SIGTERM');
  await once(server, 'exit');
  return { ...load, before, after };
}

const kinds = ['joined', 'apart', 'constant'] as const;
const rows: (Load & { kind: string; before: number; after: number })[] = [];
for (const kind of kinds) rows.push({ kind, ...(await measure(kind)) });
const joined = rows[0]?.perSecond ?? 0;
printTable(
  [
    'server',
    'requests',
    'a second',
    'joined is',
    'p50 ms',
    'p95 ms',
    'p99 ms',
    'MB before',
    'after',
    'failures',
  ],
  rows.map((row) => [
    row.kind,
    String(row.requests),
    row.perSecond.toFixed(0),
    `${(joined / row.perSecond).toFixed(2)}x`,
    row.p50.toFixed(1),
    row.p95.toFixed(1),
    row.p99.toFixed(1),
    row.before.toFixed(0),
    row.after.toFixed(0),
    JSON.stringify(row.failures),
  ]),
);
