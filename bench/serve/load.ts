// The load: so many clients in a closed loop for so long, in a process of its own. Prints one line of JSON.
import { Agent, request } from 'node:http';

const [url = '', clients = '64', forMs = '60000', words = '8'] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true, maxSockets: Number(clients) });
const latencies: number[] = [];
const failures: Record<string, number> = {};
const until = performance.now() + Number(forMs);
let sent = 0;

/** One short text, another one each time, so that nothing can be remembered. */
function bodyOf(number: number): string {
  const text = Array.from(
    { length: Number(words) },
    (_, i) => `word${(number * 31 + i * 7) % 997}`,
  );
  return JSON.stringify({ model: 'mini-clip', input: text.join(' '), encoding_format: 'base64' });
}

async function ask(body: string): Promise<string> {
  return await new Promise((resolve) => {
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    };
    const asked = request(`${url}/v1/embeddings`, { method: 'POST', agent, headers }, (answer) => {
      let text = '';
      answer.on('data', (chunk) => (text += String(chunk)));
      answer.on('end', () => {
        const isWhole = answer.statusCode === 200 && text.endsWith('}');
        resolve(isWhole ? 'ok' : `status ${answer.statusCode}`);
      });
    });
    asked.on('error', (error) => resolve(error.message));
    asked.end(body);
  });
}

async function client(): Promise<void> {
  while (performance.now() < until) {
    const started = performance.now();
    const outcome = await ask(bodyOf(sent++));
    if (outcome === 'ok') latencies.push(performance.now() - started);
    else failures[outcome] = (failures[outcome] ?? 0) + 1;
  }
}

const started = performance.now();
await Promise.all(Array.from({ length: Number(clients) }, client));
const seconds = (performance.now() - started) / 1000;
latencies.sort((a, b) => a - b);
const at = (share: number): number => latencies[Math.floor(latencies.length * share)] ?? 0;
console.log(
  JSON.stringify({
    requests: latencies.length,
    perSecond: latencies.length / seconds,
    p50: at(0.5),
    p95: at(0.95),
    p99: at(0.99),
    failures,
  }),
);
agent.destroy();
