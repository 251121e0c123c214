import { hashKey } from '@nestvec/server';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { nestvec, nestvecProcess } from '../__fixtures__/nestvec.ts';
import { serving } from '../__fixtures__/serving.ts';
import { createWorkplace, type Workplace } from '../__fixtures__/workplace.ts';

let at: Workplace;
beforeEach(async () => {
  at = await createWorkplace();
});
afterEach(() => at.remove());

it(
  'prints each door with a command that works, serves, and ends well',
  { timeout: 60_000 },
  async () => {
    const { code, err } = await serving({ cwd: at.folder, mostMs: 20_000 }, [], async (out) => {
      expect(out).toContain('nestvec/mini-clip at http://127.0.0.1:');
      const commands = out.split('\n').filter((line) => line.trim().startsWith('curl '));
      expect(commands).toHaveLength(5);
      for (const command of commands) {
        const [, url = '', body = ''] = /curl (\S+) .*-d '(.*)'/.exec(command) ?? [];
        const headers = { 'content-type': 'application/json' };
        const answer = await fetch(url, { method: 'POST', headers, body });
        expect(answer.status, command).toBe(200);
      }
    });
    expect(code).toBe(0);
    const lines = err
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect(lines).toHaveLength(5);
    expect(lines[0]).toMatchObject({ route: '/v1/embeddings', status: 200, items: 1 });
    expect(err).not.toContain('red shoe');
  },
);

it('takes keys from a file by their hashes, and says who asked', { timeout: 60_000 }, async () => {
  const key = 'a-key-of-the-command-line';
  await at.write(
    'keys.json',
    JSON.stringify([{ hash: hashKey(key), access: 'embed', name: 'shop' }]),
  );
  const { err } = await serving(
    { cwd: at.folder, mostMs: 20_000 },
    ['--keys', 'keys.json'],
    async (out, url) => {
      expect(out).toContain('Authorization: Bearer KEY');
      const ask = async (authorization: string): Promise<number> =>
        (await fetch(`${url}/v1/models`, { headers: { authorization } })).status;
      expect([await ask('Bearer other-key'), await ask(`Bearer ${key}`)]).toEqual([401, 200]);
    },
  );
  expect(err).toContain('"key":"shop"');
  expect(err).not.toContain(key);
});

it('says in the words of its flags what it can’t serve with', { timeout: 60_000 }, async () => {
  await at.write('keys.json', '{"hash":1}');
  await at.write('bad.json', '[{"hash":"secret","access":"embed"}]');
  const cases: readonly (readonly [readonly string[], string, Record<string, string>?])[] = [
    [['--keys', 'none.json'], '--keys: none.json'],
    [['--keys', 'keys.json'], '--keys: keys.json must hold a list'],
    [['--keys', 'bad.json'], 'take what hashKey makes of the key'],
    [['--host', '0.0.0.0'], 'there are no keys'],
    [['--names', 'embed.example'], 'give keys'],
    [[], 'fewer than 16 characters', { NESTVEC_SERVER_KEY: 'short' }],
  ];
  for (const [args, message, env = {}] of cases) {
    const { code, stderr } = await nestvec(['serve', '--port', '0', ...args], {
      cwd: at.folder,
      env,
    });
    expect([code, stderr]).toEqual([1, expect.stringContaining(message)]);
  }
});

it(
  'answers what it has accepted when the process is asked to end',
  { timeout: 120_000 },
  async () => {
    const texts = Array.from({ length: 200 }, (_, i) => `violin banana ${i} `.repeat(20));
    let answered: Promise<number> | undefined;
    const { code, stdout } = await nestvecProcess(['serve', '--port', '0', '--json'], {
      cwd: at.folder,
      onStart(child) {
        child.stdout?.once('data', (text: string) => {
          const url = /http:\/\/127\.0\.0\.1:\d+/.exec(text)?.[0] ?? '';
          const body = JSON.stringify({ input: texts });
          const headers = { 'content-type': 'application/json' };
          answered = fetch(`${url}/v1/embeddings`, { method: 'POST', headers, body }).then(
            async (answer) => ((await answer.json()) as { data: unknown[] }).data.length,
          );
          const wait = async (): Promise<void> => {
            for (;;) {
              const metrics = await (await fetch(`${url}/metrics`)).text();
              if (/queue_items 200\b/.test(metrics)) return;
            }
          };
          // Answered before it is seen to wait is accepted, too.
          void Promise.race([wait(), answered]).then(() => child.kill('SIGTERM'));
        });
      },
    });
    expect(await answered).toBe(200);
    expect(code).toBe(0);
    expect(stdout).toContain('"doors"');
  },
);
