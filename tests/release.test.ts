import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { addressFields } from '../scripts/release/address.ts';
import { publishAll, type Registry } from '../scripts/release/publish.ts';
import { reasonsAgainst } from '../scripts/release/reasons-against.ts';
import { packages, root, type WorkspacePackage } from './support/workspace.ts';

const folder = mkdtempSync(join(tmpdir(), 'nestvec-release-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const address = 'https://example.com/owner/nestvec';
const manifest = { name: '@nestvec/core', version: '1.2.0' };
const core: WorkspacePackage = { short: 'core', folder, manifest };
const good = { address, packages: [core], changed: '' };

describe('a release', () => {
  it('is refused while nothing says where the sources are, and where they are not there', async () => {
    writeFileSync(join(folder, 'CHANGELOG.md'), '# @nestvec/core\n\n## 1.2.0\n\n- all\n');
    expect(await reasonsAgainst(good)).toEqual([]);
    for (const wrong of ['', 'example.com/nestvec', 'https://example.com', `${address}/`])
      expect(await reasonsAgainst({ ...good, address: wrong }), wrong).toEqual([
        expect.stringContaining('scripts/release/address.ts'),
      ]);
  });

  it('is refused from files that are not committed', async () => {
    const [reason] = await reasonsAgainst({ ...good, changed: ' M README.md\n' });
    expect(reason).toContain('README.md');
  });

  it('is refused where versions differ or have no entry in the changelog', async () => {
    const other = { ...core, manifest: { name: '@nestvec/qdrant', version: '1.2.1' } };
    const reasons = await reasonsAgainst({ ...good, packages: [core, other] });
    expect(reasons).toEqual([
      'packages have several versions: 1.2.0, 1.2.1',
      expect.stringContaining('@nestvec/qdrant: CHANGELOG.md has no entry of 1.2.1'),
    ]);
  });
});

describe('publishing', () => {
  const version = '1.2.0';
  const named = (short: string, needs: Record<string, string>): WorkspacePackage => ({
    short,
    folder,
    manifest: { name: `@nestvec/${short}`, version, dependencies: needs },
  });
  const cli = named('cli', { '@nestvec/qdrant': 'workspace:^', other: '*' });
  const qdrant = named('qdrant', { '@nestvec/core': 'workspace:^' });
  const three = [cli, named('core', {}), qdrant];
  const pack = async ({ short }: WorkspacePackage): Promise<string> => await Promise.resolve(short);

  it('sends each package after those that it needs', async () => {
    const sent: string[] = [];
    const code = await publishAll(three, registryOf(sent), pack);
    expect([code, sent]).toEqual([0, ['core', 'qdrant', 'cli']]);
  });

  it('leaves out what is there, and ends at the first that is refused', async () => {
    const sent: string[] = [];
    const registry = registryOf(sent, { there: ['@nestvec/core@1.2.0'], refused: 'qdrant' });
    expect(await publishAll(three, registry, pack)).toBe(7);
    expect(sent).toEqual(['qdrant']);
  });

  function registryOf(sent: string[], { there = [''], refused = '' } = {}): Registry {
    return {
      has: async (name, asked) => await Promise.resolve(there.includes(`${name}@${asked}`)),
      publish: async (tarball) => {
        sent.push(tarball);
        return await Promise.resolve(tarball === refused ? 7 : 0);
      },
    };
  }
});

it('has one version, which an MCP server tells its hosts, too', () => {
  const versions = new Set(packages.map(({ manifest }) => manifest.version));
  const source = readFileSync(join(root, 'packages/mcp/src/create-mcp.ts'), 'utf8');
  const [, told = ''] = /^const version = '(.+)';$/m.exec(source) ?? [];
  expect([...versions]).toEqual([told]);
});

describe('the address of the project', () => {
  it.each(packages)('is the one of scripts/release/address.ts in $manifest.name', (each) => {
    const { repository, homepage, bugs } = each.manifest;
    const said = { repository, homepage, bugs };
    expect(JSON.parse(JSON.stringify(said))).toEqual(addressFields(each.short));
  });

  it('becomes what npm links to', () => {
    expect(addressFields('core', address)).toEqual({
      repository: {
        type: 'git',
        url: 'git+https://example.com/owner/nestvec.git',
        directory: 'packages/core',
      },
      homepage: 'https://example.com/owner/nestvec/tree/main/packages/core#readme',
      bugs: 'https://example.com/owner/nestvec/issues',
    });
  });
});
