import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createApp } from './support/bundled-app.ts';
import type { Consumer } from './support/consumer.ts';
import { examplePlaces } from './support/example-places.ts';
import { startServer } from './support/next-app.ts';
import { readJson, root, type Manifest } from './support/workspace.ts';

const example = join(root, 'examples/existing-app/next');
const documents = [
  { id: '1', text: 'violin', source: 'instruments.md' },
  { id: '2', text: 'banana', source: 'fruit.md' },
  { id: '3', text: 'dog', source: 'animals.md' },
];

describe('examples/existing-app/next, installed from tarballs', { timeout: 600_000 }, () => {
  let app: Consumer | string;
  beforeAll(async () => {
    const { dependencies = {} } = readJson<Manifest>(join(example, 'package.json'));
    const names = Object.entries(dependencies);
    app = await createApp({
      ours: names.flatMap(([name]) => /^@nestvec\/(.+)/.exec(name)?.[1] ?? []),
      others: names
        .filter(([name]) => !name.startsWith('@nestvec/'))
        .map(([name, version]) => `${name}@${version}`),
    });
    if (typeof app === 'string') return;
    for (const part of ['app', 'next.config.mjs', 'nestvec.js'])
      await cp(join(example, part), join(app.folder, part), { recursive: true });
    await app.run('next', ['build'], { NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' });
  }, 1_200_000);
  afterAll(async () => {
    if (typeof app !== 'string') await app.remove();
  });

  it.for(examplePlaces)(
    'takes documents and answers with sources, in $name',
    async ({ open }, context) => {
      if (typeof app === 'string') return context.skip(app);
      const place = await open();
      if (typeof place === 'string') return context.skip(place);
      onTestFinished(async () => await place.remove());
      const args = ['node_modules/next/dist/bin/next', 'start', '-H', '127.0.0.1'];
      const server = await startServer(app.folder, args, place.env);
      onTestFinished(async () => await server.close());
      const taken = await fetch(`${server.url}/ask`, {
        method: 'POST',
        body: JSON.stringify(documents),
      });
      expect(await taken.text(), server.said()).toBe('{"written":3,"failed":[]}');
      for (const [question, text, source] of [
        ['バイオリン', 'violin', 'instruments.md'],
        ['Hund', 'dog', 'animals.md'],
      ]) {
        const answer = await fetch(
          `${server.url}/ask?question=${encodeURIComponent(question ?? '')}`,
        );
        const found = (await answer.json()) as object[]; // as the route gives it
        expect(found[0]).toEqual({ text, source });
      }
    },
  );
});
