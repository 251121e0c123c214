// The load, in a process of its own: takes a plan, sends what became of it, and how many requests are done meanwhile.
import { Agent, request } from 'node:http';
import type { Load, LoadPlan } from './messages.ts';

process.on('message', (plan: LoadPlan) => void run(plan));

async function run(plan: LoadPlan): Promise<void> {
  const { url, clients, forMs = Infinity, texts, isMixed = false } = plan;
  const requests = plan.requests ?? texts?.length ?? Infinity;
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const latencies: number[] = [];
  const outcomes: Record<string, number> = {};
  const started = performance.now();
  let sent = 0;

  const client = async (): Promise<void> => {
    while (sent < requests && performance.now() < started + forMs) {
      const body = bodyOf(sent++, texts, isMixed);
      const begin = performance.now();
      const outcome = await ask(`${url}/v1/embeddings`, body, agent);
      if (outcome === '200') latencies.push(performance.now() - begin);
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
      if (plan.endsWithServer === true && !/^\d+$/.test(outcome)) return;
    }
  };
  const progress = setInterval(() => process.send?.({ sent }), 500);
  await Promise.all(Array.from({ length: clients }, client));
  clearInterval(progress);
  agent.destroy();
  const seconds = (performance.now() - started) / 1000;
  const load: Load = { seconds, latencies: latencies.toSorted((a, b) => a - b), outcomes };
  process.send?.({ load });
}

/** A PNG of one pixel. */
const image =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==';

/** One short text, another one each time, so that nothing can be remembered. */
function bodyOf(number: number, texts: readonly string[] | undefined, isMixed: boolean): string {
  const words = Array.from({ length: 8 }, (_, i) => `word${(number * 31 + i * 7) % 997}`);
  let input: unknown = texts?.[number] ?? words.join(' ');
  if (isMixed && number % 50 === 7) input = [{ image }];
  if (isMixed && number % 20 === 3) input = [{ image: 'bm90IGFuIGltYWdl' }];
  return JSON.stringify({ model: 'mini-clip', input, encoding_format: 'base64' });
}

/** The status of a whole answer, else what went wrong. */
async function ask(url: string, body: string, agent: Agent): Promise<string> {
  return await new Promise((resolve) => {
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    };
    const asked = request(url, { method: 'POST', agent, headers }, (answer) => {
      let text = '';
      answer.on('data', (chunk) => (text += String(chunk)));
      answer.on('end', () => resolve(text.endsWith('}') ? String(answer.statusCode) : 'broken'));
      answer.on('error', ({ message }) => resolve(`answer: ${message}`));
    });
    asked.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    asked.end(body);
  });
}
