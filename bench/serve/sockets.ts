// Opens so many sockets and keeps them open: a third silent, a third that send headers drop by drop, a third that announce a large
// body and send it drop by drop. Says when they are open, and by which status line each has ended.
import { connect, type Socket } from 'node:net';

const [port = '', count = '10000'] = process.argv.slice(2);
const ends: Record<string, number> = {};
const open = new Set<Socket>();
const head =
  'POST /v1/embeddings HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';
const kinds = [
  { name: 'silent', first: '' },
  { name: 'headers', first: `${head}X: ` },
  { name: 'body', first: `${head}Content-Length: 30000000\r\n\r\n` },
] as const;

async function openOne(number: number): Promise<void> {
  const { name, first } = kinds[number % kinds.length] ?? kinds[0];
  const socket = connect(Number(port), '127.0.0.1');
  let text = '';
  const end = (why: string): void => {
    if (!open.delete(socket)) return;
    const key = `${name}: ${why}`;
    ends[key] = (ends[key] ?? 0) + 1;
  };
  open.add(socket);
  socket.on('data', (chunk) => (text += String(chunk)));
  socket.on('error', (error: NodeJS.ErrnoException) =>
    end(text === '' ? String(error.code) : firstLine(text)),
  );
  socket.on('close', () => end(text === '' ? 'closed' : firstLine(text)));
  await new Promise((resolve) => socket.once('connect', resolve).once('close', resolve));
  socket.write(first);
  const drip = setInterval(() => socket.write('x'), 3000);
  socket.once('close', () => clearInterval(drip));
  if (first === '') clearInterval(drip);
}

function firstLine(text: string): string {
  return text.split('\r\n', 1)[0] ?? '';
}

const step = 200;
for (let i = 0; i < Number(count); i += step)
  await Promise.all(
    Array.from({ length: Math.min(step, Number(count) - i) }, async (_, j) => await openOne(i + j)),
  );
process.send?.({ open: open.size });
process.on('message', () => {
  process.send?.({ left: open.size, ends });
});
process.on('disconnect', () => process.exit());
