import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { imageRoot } from './image-root.ts';
import { readPlace } from './locate.ts';

/** What happens between the look at a path's links and the opening of its file, and whether the system says where that lies. */
const system = vi.hoisted(() => ({ beforeOpen: async (): Promise<void> => {}, saysPlace: true }));

vi.mock(import('node:fs/promises'), async (original) => {
  const fs = await original();
  const opened: typeof fs.open = async (...given) => {
    await system.beforeOpen();
    return await fs.open(...given);
  };
  const readlink = async (path: string): Promise<string> => {
    if (!system.saysPlace) throw new Error('there is no /proc');
    return await fs.readlink(path);
  };
  return { ...fs, open: opened, readlink: readlink as typeof fs.readlink }; // as it is called here
});

it.each([true, false])(
  'reads no file outside of its folders when a folder on its way becomes a link meanwhile (the system says where it lies: %s)',
  async (saysPlace) => {
    const folder = await mkdtemp(join(tmpdir(), 'nestvec-locate-'));
    onTestFinished(async () => {
      system.beforeOpen = async () => {};
      await rm(folder, { recursive: true, force: true });
    });
    system.saysPlace = saysPlace;
    const [inside, outside] = [join(folder, 'images'), join(folder, 'outside')];
    for (const one of [join(inside, 'sub'), outside]) {
      await mkdir(one, { recursive: true });
      await writeFile(join(one, 'a.png'), one);
    }
    const roots = [imageRoot(inside, 'roots')];
    const path = join(inside, 'sub', 'a.png');
    const read = async () => await readPlace([path], { roots }, 1000, () => false);
    expect(String((await read())?.bytes)).toBe(join(inside, 'sub'));
    system.beforeOpen = async () => {
      await rename(join(inside, 'sub'), join(inside, 'kept'));
      await symlink(outside, join(inside, 'sub'));
    };
    expect(await read()).toBeUndefined();
  },
);
