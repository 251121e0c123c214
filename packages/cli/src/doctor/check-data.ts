import { access, constants, stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { messageOf } from '@nestvec/core/kit';
import { bytes } from '../text.ts';
import type { Check, Finding } from './finding.ts';

/** Room for mini-clip's index of a few thousand images and the logs of a system to be well. */
const enoughSpace = 500e6;

/** Whether the folder of `--data` can be written, and the space beside it. */
export const checkData: Check = async ({ name, folder }) => {
  if (folder === undefined)
    return [{ name: 'data', found: `${name} is not on this machine, so its disk is not checked` }];
  const existing = await nearestThere(folder);
  return [await checkWritable(name, existing), await checkSpace(existing)];
};

async function checkWritable(data: string, folder: string): Promise<Finding> {
  const name = 'data folder';
  const fix = 'choose another with --data <folder>';
  try {
    if (!(await stat(folder)).isDirectory()) return { name, found: `${folder} is a file`, fix };
    await access(folder, constants.W_OK | constants.X_OK);
    return { name, found: `${data} can be written` };
  } catch (error) {
    return { name, found: `${data} can't be written (${messageOf(error)})`, fix };
  }
}

async function checkSpace(folder: string): Promise<Finding> {
  const name = 'free disk';
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (free >= enoughSpace) return { name, found: bytes(free) };
  return {
    name,
    found: bytes(free),
    fix: `free some, or choose another disk with --data <folder>`,
  };
}

/** The folder itself, or the nearest one above it that exists. */
async function nearestThere(path: string): Promise<string> {
  const facts = await stat(path).catch(() => undefined);
  return facts === undefined && dirname(path) !== path ? await nearestThere(dirname(path)) : path;
}
