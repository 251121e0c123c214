import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { temporaryFolder } from './engine/__fixtures__/journalled.ts';
import { readJson, root } from './support/workspace.ts';

const execute = promisify(execFile);

it('gives all packages the next minor version, an adapter with core as its peer too, and each what was written for it', async () => {
  const folder = await temporaryFolder();
  const write = (file: string, content: object | string): void => {
    mkdirSync(join(folder, file, '..'), { recursive: true });
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    writeFileSync(join(folder, file), text);
  };
  const config = readJson<Record<string, unknown>>(join(root, '.changeset/config.json'));
  write('package.json', { name: 'shop', private: true, version: '0.0.0' });
  write('pnpm-workspace.yaml', 'packages:\n  - packages/*\n  - examples/*\n');
  write('packages/core/package.json', { name: '@nestvec/core', version: '0.1.0' });
  const peerDependencies = { '@nestvec/core': 'workspace:^' };
  write('packages/qdrant/package.json', {
    name: '@nestvec/qdrant',
    version: '0.1.0',
    peerDependencies,
  });
  const example = { name: '@nestvec/example-shop', version: '0.3.0', private: true };
  write('examples/shop/package.json', example);
  const changelog = join(root, 'scripts/changelog.mjs');
  write('.changeset/config.json', { ...config, changelog, format: false });
  write(
    '.changeset/typos.md',
    "---\n'@nestvec/core': minor\n---\n\nFinds what is mistyped.\n\nOf two letters.\n",
  );
  await execute('git', ['init', '--quiet', '--initial-branch=main'], { cwd: folder });

  const bin = join(root, 'node_modules/@changesets/cli/bin.js');
  await execute(process.execPath, [bin, 'version'], { cwd: folder });

  const read = (file: string): string => readFileSync(join(folder, file), 'utf8');
  for (const short of ['core', 'qdrant'])
    expect(JSON.parse(read(`packages/${short}/package.json`)), short).toMatchObject({
      version: '0.2.0',
    });
  expect(JSON.parse(read('examples/shop/package.json'))).toEqual(example);
  expect(read('packages/core/CHANGELOG.md')).toContain(
    '## 0.2.0\n\n### Minor Changes\n\n- Finds what is mistyped.\n\n  Of two letters.\n',
  );
  expect(read('packages/qdrant/CHANGELOG.md')).not.toContain('Updated dependencies');
});
