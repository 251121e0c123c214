import { jina } from '../packages/core/dist/remote/index.js';
import { numberFrom } from './support/environment.ts';
import { startServer } from './support/jina-server.ts';
import { printTable, shown } from './support/table.ts';

// How much of an account's rates is used where every answer takes 200 ms: requests bound, tokens bound, and bound by what the
// requests in flight allow. In real time, over WINDOWS minutes of each. Theory: the first window's requests go at once, each
// further window adds a minute, and the last one's requests end as fast as the requests in flight let them.

const latencyMs = numberFrom('LATENCY_MS', 200);
const windows = numberFrom('WINDOWS', 3);
const words = 'a text of twelve words that says nothing much about a shoe';
const server = await startServer(latencyMs);

interface Account {
  readonly name: string;
  readonly requestsPerMinute: number;
  readonly tokensPerMinute: number;
  readonly concurrency: number;
  /** Contents of one request. */
  readonly items: number;
  readonly requests: number;
}

const accounts: readonly Account[] = [
  {
    name: 'free tier: 100 requests a minute, 2 in flight',
    requestsPerMinute: 100,
    tokensPerMinute: 1e9,
    concurrency: 2,
    items: 16,
    requests: 100 * windows,
  },
  {
    name: 'paid tier: 500 requests a minute, 50 in flight',
    requestsPerMinute: 500,
    tokensPerMinute: 1e9,
    concurrency: 50,
    items: 16,
    requests: 500 * windows,
  },
  {
    name: 'no rates, 8 in flight',
    requestsPerMinute: 1e9,
    tokensPerMinute: 1e12,
    concurrency: 8,
    items: 16,
    requests: 8 * 5 * 20,
  },
];

async function measure(account: Account): Promise<string[]> {
  const { requestsPerMinute, tokensPerMinute, concurrency, items, requests } = account;
  const embedder = jina({
    baseUrl: server.url,
    budgets: { requestsPerMinute, tokensPerMinute, concurrency },
    batch: { items },
  });
  const contents = Array.from({ length: requests * items }, (_, i) => ({ text: `${words} ${i}` }));
  const begin = performance.now();
  const { usage } = await embedder.embed(contents, { task: 'document' });
  const seconds = (performance.now() - begin) / 1000;
  await embedder.close();
  if (usage.requests !== requests) throw new Error(`${usage.requests} requests of ${requests}`);
  const inLast = Math.min(requests, requestsPerMinute);
  const waits = Math.ceil(requests / requestsPerMinute) - 1;
  const theory = waits * 60 + (Math.ceil(inLast / concurrency) * latencyMs) / 1000;
  return [
    account.name,
    String(requests),
    shown(theory, 1),
    shown(seconds, 1),
    `${shown((theory / seconds) * 100, 1)} %`,
  ];
}

try {
  // At the same time, since each of them mostly waits.
  const rows = await Promise.all(accounts.map(measure));
  printTable(['account', 'requests', 'theory, s', 'taken, s', 'used'], rows);
} finally {
  server.close();
}
