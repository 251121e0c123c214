import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { invalid, messageOf, parseJson } from '@nestvec/core/kit';
import { hashKey, type ServerKey } from '@nestvec/server';
import type { Io } from '../io.ts';
import { environmentKey } from '../open/environment-key.ts';

/** Holds one key that opens everything. */
export const keyVariable = 'NESTVEC_SERVER_KEY';

/** The keys of a file, and the one of the environment. What they may be is checked by the server. */
export async function readKeys(
  file: string | undefined,
  io: Pick<Io, 'cwd' | 'env'>,
): Promise<readonly ServerKey[]> {
  const key = environmentKey(keyVariable, io);
  const own: readonly ServerKey[] =
    key === undefined
      ? []
      : [{ hash: hashOf(key), access: 'write', indexes: '*', name: keyVariable }];
  return file === undefined ? own : [...own, ...(await readFileOf(file, io.cwd))];
}

function hashOf(key: string): string {
  try {
    return hashKey(key);
  } catch (error) {
    throw invalid(keyVariable, messageOf(error).replace(/^key: /, ''), error);
  }
}

async function readFileOf(file: string, cwd: string): Promise<readonly ServerKey[]> {
  const example = '[{"hash":"…64 digits…","access":"embed"}]';
  let keys: unknown;
  try {
    keys = parseJson(await readFile(resolve(cwd, file), 'utf8'));
  } catch (error) {
    throw invalid('--keys', `${file}: ${messageOf(error)}; it holds ${example}`, error);
  }
  if (!Array.isArray(keys)) throw invalid('--keys', `${file} must hold a list such as ${example}`);
  return keys as readonly ServerKey[]; // each is checked by `createServer`
}
