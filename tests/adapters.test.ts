import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { adapterLines } from './support/adapter-lines.ts';
import { packages } from './support/workspace.ts';

function folderOf(name: string): string {
  const found = packages.find(({ short }) => short === name);
  if (found === undefined) throw new Error(`there is no package ${name}`);
  return found.folder;
}

describe('the adapters of qdrant and weaviate', () => {
  it('share at most a fifth of their lines: what is the same is in core/store', () => {
    const lines = adapterLines(folderOf('qdrant'));
    const others = new Set(adapterLines(folderOf('weaviate')));
    const shared = lines.filter((line) => others.has(line));
    expect(lines.length).toBeGreaterThan(500);
    expect(shared.length / lines.length, shared.join('\n')).toBeLessThanOrEqual(0.2);
  });

  it.each(['wire.ts', 'channel.ts', 'load-grpc.ts'])(
    'have the same grpc/%s, until a third adapter needs a package for it',
    (name) => {
      const [qdrant, weaviate] = ['qdrant', 'weaviate'].map((adapter) =>
        readFileSync(join(folderOf(adapter), 'src', 'grpc', name), 'utf8'),
      );
      expect(weaviate).toBe(qdrant);
    },
  );
});
