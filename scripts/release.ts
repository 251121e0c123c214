// `npm run release:dry` packs all packages as they are published, checks them, installs their tarballs in a fresh folder and runs the
// quickstart from them by `npx`. Without `--dry` it publishes them afterwards, with provenance, which only the workflow can prove.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { createConsumer } from '../tests/support/consumer.ts';
import { packages } from '../tests/support/workspace.ts';
import { address } from './release/address.ts';
import { packPackage } from './release/pack.ts';
import { npmRegistry, publishAll } from './release/publish.ts';
import { reasonsAgainst } from './release/reasons-against.ts';
import { run } from './run.ts';

const isDry = process.argv.includes('--dry');
const reasons = await reasonsAgainst({ address, packages });
if (!isDry && reasons.length > 0) {
  for (const reason of reasons) console.error(`not published: ${reason}`);
  process.exit(1);
}

/** Ends the program where a step failed. */
async function step(title: string, work: () => Promise<number>): Promise<void> {
  const begin = performance.now();
  const code = await work();
  console.log(
    `${title}: ${code === 0 ? 'ok' : 'failed'}, ${Math.round((performance.now() - begin) / 1000)} s`,
  );
  if (code !== 0) process.exit(code);
}

await step(
  `${packages.length} packages as published`,
  async () => await run('turbo', ['run', 'check:package', '--force']),
);

const data = await mkdtemp(join(tmpdir(), 'nestvec-release-'));
await step('installed from tarballs, quickstart by npx', async () => {
  const consumer = await createConsumer();
  try {
    const quickstart = ['--no-install', 'nestvec', 'quickstart', '--data', data];
    return await run('npx', quickstart, { cwd: consumer.folder });
  } finally {
    await consumer.remove();
    await rm(data, { recursive: true, force: true });
  }
});

if (isDry) {
  for (const reason of reasons) console.log(`would not be published: ${reason}`);
} else {
  const tarballs = await mkdtemp(join(tmpdir(), 'nestvec-release-'));
  await step('published', async () => {
    try {
      return await publishAll(packages, npmRegistry, async ({ folder, short }) => {
        const tarball = join(tarballs, `${short}.tgz`);
        await packPackage(folder, tarball);
        return tarball;
      });
    } finally {
      await rm(tarballs, { recursive: true, force: true });
    }
  });
}
