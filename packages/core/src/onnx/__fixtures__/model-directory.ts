import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { goldenPath } from './golden.ts';

const plainFiles = ['config.json', 'preprocessor_config.json', 'tokenizer.json', 'tokenizer_config.json'];

/** What a copy of the tiny model differs in. */
export interface Changes {
  /** Files put into `onnx/`: name there, and path in the golden folder. */
  readonly onnx?: Readonly<Record<string, string>>;
  /** Merged into config.json and preprocessor_config.json; `undefined` removes. */
  readonly config?: Readonly<Record<string, unknown>>;
  readonly preprocessor?: Readonly<Record<string, unknown>>;
  /** Files that are left out. */
  readonly without?: readonly string[];
}

/** A copy of the tiny model in a directory of its own, gone after the test. */
export async function modelDirectory(changes: Changes = {}): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'nestvec-model-'));
  onTestFinished(async () => await rm(directory, { recursive: true }));
  await mkdir(join(directory, 'onnx'));
  for (const name of plainFiles) {
    if (!changes.without?.includes(name)) await copyFile(goldenPath(`tiny/${name}`), join(directory, name));
  }
  const files = changes.onnx ?? { 'model_int8.onnx': 'tiny/onnx/model_int8.onnx' };
  for (const [name, from] of Object.entries(files)) {
    await copyFile(goldenPath(from), join(directory, 'onnx', name));
  }
  await merge(join(directory, 'config.json'), changes.config);
  await merge(join(directory, 'preprocessor_config.json'), changes.preprocessor);
  return directory;
}

async function merge(path: string, changes: Readonly<Record<string, unknown>> | undefined): Promise<void> {
  if (changes === undefined) return;
  const found: unknown = JSON.parse(await readFile(path, 'utf8'));
  await writeFile(path, JSON.stringify(Object.assign({}, found, changes)));
}
