import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { examplePlaces } from './support/example-places.ts';
import { root } from './support/workspace.ts';

const program = join(root, 'examples/existing-app/langchain.ts');
const run = promisify(execFile);

/** What a program prints, which complains of nothing. */
async function printedBy(file: string, place: NodeJS.ProcessEnv): Promise<string> {
  const env = { ...process.env, ...place };
  const { stdout, stderr } = await run(process.execPath, [file], { env });
  expect(stderr).toBe('');
  return stdout;
}

it.for(examplePlaces)(
  'examples/existing-app: a LangChain chain answers with sources, and again over what is stored, in $name',
  { timeout: 300_000 },
  async ({ open }, context) => {
    const place = await open();
    if (typeof place === 'string') return context.skip(place);
    onTestFinished(async () => await place.remove());
    for (let time = 0; time < 2; time++) {
      const stdout = await printedBy(program, place.env);
      expect(stdout).toMatch(/^バイオリン: violin \(instruments\.md, \w+\.md\)$/m);
      expect(stdout).toMatch(/^Hund: dog \(animals\.md, \w+\.md\)$/m);
      expect(stdout).toMatch(/^Banane: image banana 0\.\d\d$/m);
    }
  },
);

it('examples/existing-app: from documents to answers with sources it is at most six lines', async () => {
  const source = await readFile(program, 'utf8');
  const [, glue = ''] = /^\/\/ From documents.*\n((?:.+\n)+)\n/m.exec(source) ?? [];
  expect(glue).toMatch(/fromDocuments[^]*sourcesOf/);
  expect(glue.trim().split('\n').length).toBeLessThanOrEqual(6);
});

const genkitProgram = join(root, 'examples/existing-app/genkit.ts');

it.for(examplePlaces)(
  'examples/existing-app: a Genkit app answers with sources and their images, and finds texts by a photo, in $name',
  { timeout: 300_000 },
  async ({ open }, context) => {
    const place = await open();
    if (typeof place === 'string') return context.skip(place);
    onTestFinished(async () => await place.remove());
    const stdout = await printedBy(genkitProgram, place.env);
    expect(stdout).toBe(
      'バイオリン: [violin]: violin, of 1 images\nHund: [dog]: dog, of 0 images\nThe photo shows a banana\n',
    );
  },
);

const sdkProgram = join(root, 'examples/existing-app/ai-sdk.ts');

it.for(examplePlaces)(
  'examples/existing-app: a model of the AI SDK finds texts and sees images by the search tool, in $name',
  { timeout: 300_000 },
  async ({ open }, context) => {
    const place = await open();
    if (typeof place === 'string') return context.skip(place);
    onTestFinished(async () => await place.remove());
    const stdout = await printedBy(sdkProgram, place.env);
    expect(stdout).toBe(
      'バイオリン: violin, of 2 images\nHund: dog, of 2 images\nBanane is nearer to the banana\n',
    );
  },
);

const mastraProgram = join(root, 'examples/existing-app/mastra.ts');

it.for(examplePlaces)(
  'examples/existing-app: an agent of Mastra finds texts and sees images, and its vector store is the same collection, in $name',
  { timeout: 300_000 },
  async ({ open }, context) => {
    const place = await open();
    if (typeof place === 'string') return context.skip(place);
    onTestFinished(async () => await place.remove());
    for (let time = 0; time < 2; time++) {
      const stdout = await printedBy(mastraProgram, place.env);
      expect(stdout).toBe(
        'バイオリン: violin, of 2 images\nHund: dog, of 2 images\nBanane: banana, an image of banana\n',
      );
    }
  },
);
