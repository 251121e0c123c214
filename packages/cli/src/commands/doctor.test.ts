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
