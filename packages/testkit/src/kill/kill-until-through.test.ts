import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createRandom } from '../data/random.ts';
import { killUntilThrough } from './kill-until-through.ts';

/** A script that counts steps in a file of its own and ends at the tenth, however often it died. */
async function counter(lines: string) {
  const folder = await mkdtemp(join(tmpdir(), 'nestvec-kill-'));
  onTestFinished(async () => await rm(folder, { recursive: true }));
  const script = join(folder, 'script.mjs');
  await writeFile(script, `const task = JSON.parse(process.argv[2]);\n${lines}`);
  return { script, file: join(folder, 'steps'), random: createRandom(1) };
}

const counting = `import { appendFileSync, readFileSync } from 'node:fs';
for (let step = 1; readFileSync(task.file, { encoding: 'utf8', flag: 'a+' }).length < 10; step++) {
  appendFileSync(task.file, 'x');
  if (step === task.killAt) process.kill(process.pid, 'SIGKILL');
}
console.log(JSON.stringify({ ended: true }));`;

it('kills a script until it comes through, and gives what that run printed', async () => {
  const { script, file, random } = await counter(counting);
  const alwaysAtStep = { ...random, chance: () => true };
  const { killed, report } = await killUntilThrough({
    script,
    task: (killAt) => ({ file, killAt }),
    random: alwaysAtStep,
    mostSteps: 3,
    killAfterMs: [5000, 6000],
    mostStarts: 30,
  });
  expect(killed).toBeGreaterThan(0);
  expect(report).toEqual({ ended: true });
});

it('rejects where a run fails, or none comes through', async () => {
  const failing = await counter(`console.error('out of order'); process.exit(1);`);
  const common = {
    task: () => ({}),
    mostSteps: 2,
    killAfterMs: [5000, 6000],
    mostStarts: 2,
  } as const;
  await expect(killUntilThrough({ ...failing, ...common })).rejects.toThrow('out of order');
  const asksForAnotherRun = (stderr: string): boolean => stderr.includes('out of order');
  await expect(killUntilThrough({ ...failing, ...common, asksForAnotherRun })).rejects.toThrow(
    'did not come through in 2 runs',
  );
});
