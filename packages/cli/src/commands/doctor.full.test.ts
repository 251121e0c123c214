import { expect, it } from 'vitest';
import { documentOf, nestvec } from '../__fixtures__/nestvec.ts';

it('nestvec doctor measures how fast jina-clip-v2 would be here, and recommends with what to run it', async () => {
  const { findings, ok } = documentOf(await nestvec(['doctor', '--json'], { cwd: '/' }));
  expect(ok).toBe(true);
  const speed = expect.stringMatching(
    /^a query \d+ ms, texts \d+ tokens\/s, an image [\d.]+ s \(estimated; \d+ GFLOPS\)$/,
  );
  for (const name of ['int8', 'fp32', 'fp16'])
    expect(findings).toContainEqual({ name, found: speed });
  expect(findings).toContainEqual({
    name: 'recommended',
    found: expect.stringMatching(
      /^weights \w+ \([\d.]+ .B\), \d+ threads?, batches of \d+ tokens$/,
    ),
  });
}, 240_000);
