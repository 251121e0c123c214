// `nestvec serve` under load, the load generator in a process of its own. `node bench/serve.ts [PART…]`, all parts by default:
//   load       CLIENTS=64 for SECONDS=60 each: joined, joining off, and an embedder that does nothing
//   full-size  a stand-in of jina-clip-v2's size (NESTVEC_FULL_SIZE), beside the library alone, in turn; TEXTS=192, ROUNDS=3
//   memory     REQUESTS=100000, every fiftieth an image, every twentieth one that is refused
//   drain      ends the server under load, ROUNDS=10 times
//   sockets    SOCKETS=10000, a third silent, a third with slow headers, a third with slow bodies, and CLIENTS beside them
import { numberFrom } from './support/environment.ts';
import { mixedTexts } from './support/mixed-texts.ts';
import { median, printTable, quantile, shown } from './support/table.ts';
import type { Load, Memory } from './serve/messages.ts';
import { news, runLoad, start, startServer } from './serve/processes.ts';

const clients = numberFrom('CLIENTS', 64);
const seconds = numberFrom('SECONDS', 60);

const rate = ({ latencies, seconds: taken }: Load): number => latencies.length / taken;
const failures = ({ outcomes }: Load): string => {
  const { 200: _, ...others } = outcomes;
  return Object.keys(others).length === 0 ? 'none' : JSON.stringify(others);
};

async function load(): Promise<void> {
  const kinds = ['joined', 'apart', 'constant'] as const;
  const loads = new Map<string, Load>();
  for (const kind of kinds) {
    const server = await startServer(kind);
    // Warm: the first seconds are those of compilers and caches.
    await runLoad({ url: server.url, clients, forMs: 3000 });
    loads.set(kind, await runLoad({ url: server.url, clients, forMs: seconds * 1000 }));
    await server.stop();
  }
  const joined = loads.get('joined');
  printTable(
    ['server', 'requests', 'a second', 'joined is', 'p50 ms', 'p95 ms', 'p99 ms', 'failures'],
    [...loads].map(([kind, one]) => [
      kind,
      shown(one.latencies.length),
      shown(rate(one)),
      joined === undefined ? '' : `${(rate(joined) / rate(one)).toFixed(2)}x`,
      ...[0.5, 0.95, 0.99].map((part) => shown(quantile(one.latencies, part), 1)),
      failures(one),
    ]),
  );
}

async function fullSize(): Promise<void> {
  const directory = process.env['NESTVEC_FULL_SIZE'];
  if (directory === undefined) {
    console.log(
      'full-size is left out: set NESTVEC_FULL_SIZE to a folder made by bench/full-size/make.py',
    );
    return;
  }
  const texts = (await mixedTexts(5000)).filter((text) => text.length < 400);
  const chosen = texts.slice(0, numberFrom('TEXTS', 192));
  const server = await startServer('joined', directory);
  await server.direct(chosen.slice(0, 8));
  const rounds: { served: number; direct: number; p95: number; failures: string }[] = [];
  for (let round = 0; round < numberFrom('ROUNDS', 3); round++) {
    const direct = chosen.length / (await server.direct(chosen));
    const one = await runLoad({ url: server.url, clients, texts: chosen });
    rounds.push({
      direct,
      served: rate(one),
      p95: quantile(one.latencies, 0.95),
      failures: failures(one),
    });
  }
  await server.stop();
  printTable(
    ['round', 'library alone, texts a second', 'served', 'ratio', 'p95 ms', 'failures'],
    rounds.map(({ direct, served, p95, failures: failed }, i) => [
      String(i + 1),
      shown(direct, 2),
      shown(served, 2),
      `${(served / direct).toFixed(2)}x`,
      shown(p95),
      failed,
    ]),
  );
  console.log(
    `median ratio ${median(rounds.map(({ served, direct }) => served / direct)).toFixed(2)}x`,
  );
}

async function memory(): Promise<void> {
  const requests = numberFrom('REQUESTS', 100_000);
  const server = await startServer('joined');
  const samples: (Memory & { readonly sent: number })[] = [];
  let next = 0;
  let asking: Promise<void> | undefined;
  const one = await runLoad({ url: server.url, clients, requests, isMixed: true }, (sent) => {
    if (sent < next || asking !== undefined) return;
    next = sent + requests / 40;
    asking = server.memory().then((found) => {
      samples.push({ ...found, sent });
      asking = undefined;
    });
  });
  await asking;
  await server.stop();
  const mb = (bytes: number): string => shown(bytes / 1e6, 1);
  printTable(
    ['requests', 'RSS MB', 'heap MB', 'buffers MB'],
    samples
      .filter((_, i) => i % 4 === 0 || i === samples.length - 1)
      .map(({ sent, rss, heapUsed, external }) => [
        shown(sent),
        mb(rss),
        mb(heapUsed),
        mb(external),
      ]),
  );
  // The first fifth is that of caches that fill.
  const level = samples.filter(({ sent }) => sent > requests / 5);
  for (const name of ['rss', 'heapUsed'] as const) {
    const slope = slopeOf(level.map((sample) => [sample.sent, sample[name]]));
    console.log(
      `${name}: ${shown((slope * 10_000) / 1e6, 2)} MB more in 10,000 requests, after the first fifth`,
    );
  }
  console.log(`${JSON.stringify(one.outcomes)}, ${shown(rate(one))} a second`);
}

/** Of the straight line through points with the least squares. */
function slopeOf(points: readonly (readonly [number, number])[]): number {
  const mean = (at: 0 | 1): number =>
    points.reduce((sum, point) => sum + point[at], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const above = points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0);
  return above / points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
}

async function drain(): Promise<void> {
  const rows: string[][] = [];
  for (let round = 0; round < numberFrom('ROUNDS', 10); round++) {
    const server = await startServer('joined');
    const loading = runLoad({ url: server.url, clients, endsWithServer: true, forMs: 60_000 });
    await new Promise((resolve) => setTimeout(resolve, 1500 + round * 37));
    const begin = performance.now();
    const answered = await server.stop();
    const took = performance.now() - begin;
    const { outcomes } = await loading;
    const lost = Object.entries(answered).reduce(
      (sum, [status, count]) => sum + Math.abs(count - (outcomes[status] ?? 0)),
      0,
    );
    rows.push([
      String(round + 1),
      JSON.stringify(answered),
      JSON.stringify(outcomes),
      String(lost),
      shown(took),
    ]);
  }
  printTable(
    ['round', 'answered by the server', 'what the clients saw', 'lost', 'ms to end'],
    rows,
  );
}

async function sockets(): Promise<void> {
  const count = numberFrom('SOCKETS', 10_000);
  const requestTimeoutMs = 40_000;
  const server = await startServer('joined', undefined, requestTimeoutMs);
  await runLoad({ url: server.url, clients, forMs: 3000 });
  const before = await runLoad({ url: server.url, clients, forMs: 8000 });
  const holder = start('sockets.ts', [new URL(server.url).port, String(count)]);
  const { open } = await news<{ open?: number }>(holder, (said) => said.open !== undefined);
  const during = await runLoad({ url: server.url, clients, forMs: 8000 });
  const { rss } = await server.memory();
  await new Promise((resolve) => setTimeout(resolve, requestTimeoutMs));
  holder.send('ends');
  const { ends, left } = await news<{ ends?: object; left?: number }>(
    holder,
    (said) => said.ends !== undefined,
  );
  const after = await runLoad({ url: server.url, clients, forMs: 4000 });
  holder.disconnect();
  await server.stop();
  console.log(
    `${open} sockets open, ${shown(rss / 1e6)} MB RSS; ${left} left after ${requestTimeoutMs / 1000} s: ${JSON.stringify(ends)}`,
  );
  printTable(
    ['while', 'a second', 'p95 ms', 'failures'],
    [
      ['before', before] as const,
      [`${open} are open`, during] as const,
      ['after', after] as const,
    ].map(([name, one]) => [
      name,
      shown(rate(one)),
      shown(quantile(one.latencies, 0.95), 1),
      failures(one),
    ]),
  );
}

const parts = { load, 'full-size': fullSize, memory, drain, sockets };
const asked = process.argv.slice(2);
for (const [name, run] of Object.entries(parts)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  console.log(`\n${name}\n`);
  await run();
}
