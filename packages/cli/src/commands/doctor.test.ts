import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { documentOf, nestvec } from '../__fixtures__/nestvec.ts';
import { createWorkplace, type Workplace } from '../__fixtures__/workplace.ts';

let at: Workplace;
beforeEach(async () => {
  at = await createWorkplace();
});
afterEach(() => at.remove());

describe('nestvec doctor', { timeout: 60_000 }, () => {
  it('finds everything well, and names each version', async () => {
    const outcome = await nestvec(['doctor', '--no-measure'], { cwd: at.folder });
    expect(outcome.stdout).toMatch(/^ok +node +\d+\.\d+\.\d+\n/);
    expect(outcome.stdout).toMatch(/^ok +sharp +\d+\.\d+\.\d+, libvips \d/m);
    expect(outcome.stdout).toMatch(/^ok +mini-clip +two different texts have a cosine/m);
    expect(outcome.stdout).toMatch(/all is well\n$/);
    expect(outcome.code).toBe(0);
  });

  it('measures how fast jina-clip-v2 would be here, and recommends with what to run it', async () => {
    const { findings, ok } = documentOf(await nestvec(['doctor', '--json'], { cwd: at.folder }));
    expect(ok).toBe(true);
    const speed = expect.stringMatching(
      /^a query \d+ ms, texts \d+ tokens\/s, a picture [\d.]+ s \(reckoned; \d+ GFLOPS\)$/,
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

  it('ends with 1 and says the fix where the data folder can not be written', async () => {
    await at.write('file', 'x');
    const outcome = await nestvec(['doctor', '--data', 'file/data', '--no-measure', '--json'], {
      cwd: at.folder,
    });
    const { ok, findings } = documentOf(outcome);
    expect(ok).toBe(false);
    expect(findings).toContainEqual({
      name: 'data folder',
      found: `${at.path('file')} is a file`,
      fix: 'choose another with --data <folder>',
    });
    expect(outcome.code).toBe(1);
  });
});
