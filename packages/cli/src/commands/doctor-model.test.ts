import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { documentOf, nestvec, type Outcome } from '../__fixtures__/nestvec.ts';
import { copyRow } from '../__fixtures__/row.ts';
import { createWorkplace, type Workplace } from '../__fixtures__/workplace.ts';

let at: Workplace;
beforeEach(async () => {
  at = await createWorkplace();
});
afterEach(() => at.remove());

const doctor = async (...args: readonly string[]): Promise<Outcome> =>
  await nestvec(['doctor', '--json', ...args], { cwd: at.folder });

const number = String.raw`[\d.]+`;
const speeds = `a query ${number} ms, texts \\d+ tokens/s`;

describe('nestvec doctor --model', { timeout: 60_000 }, () => {
  it.each([
    ['jina-clip-v1', 'jinaai/jina-clip-v1 in fp32 with 768 dimensions'],
    ['siglip', 'me/siglip in fp32'],
    ['clip', 'me/clip in fp32'],
  ])('opens and measures a graph with the signature of %s', async (row, name) => {
    await copyRow(row, at.path('model'));
    const { ok, findings } = documentOf(await doctor('--model', './model'));
    expect(findings).toContainEqual({ name: 'model', found: expect.stringContaining(name) });
    const found = expect.stringMatching(
      new RegExp(`^${speeds}, an image ${number} ms \\(measured\\)$`),
    );
    expect(findings).toContainEqual({ name: 'speed', found });
    expect(findings).not.toContainEqual(expect.objectContaining({ name: 'recommended' }));
    expect(ok).toBe(true);
  });

  it('measures texts only where a model takes no images', async () => {
    await copyRow('jina-embeddings-v3', at.path('model'));
    const { findings } = documentOf(await doctor('--embedder', 'local', '--model', './model'));
    const found = expect.stringMatching(new RegExp(`^${speeds}, takes no images \\(measured\\)$`));
    expect(findings).toContainEqual({ name: 'speed', found });
  });

  it('opens it without measuring under --no-measure', async () => {
    await copyRow('clip', at.path('model'));
    const { findings } = documentOf(await doctor('--model', './model', '--no-measure'));
    expect(findings).toContainEqual(expect.objectContaining({ name: 'model' }));
    expect(findings).not.toContainEqual(expect.objectContaining({ name: 'speed' }));
  });

  it('says what is wrong with a model or a flag of one', async () => {
    for (const [args, found] of [
      [['--model', 'jinaai/jina-clip-v1'], /model pull jinaai\/jina-clip-v1/],
      [['--weights', 'q4'], /q4/],
      [['--base-url', 'http://127.0.0.1:1'], /--base-url.*--embedder jina/],
    ] as const) {
      const outcome = await doctor(...args);
      expect(documentOf(outcome)['findings']).toContainEqual({
        name: 'model',
        found: expect.stringMatching(found),
        fix: 'see what it says, and try again',
      });
      expect(outcome.code).toBe(1);
    }
  });
});
