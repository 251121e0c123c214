import { env, exit } from 'node:process';

/** Folder that full-size/make.py has filled. */
export const modelFolder: string = env['NESTVEC_FULL_SIZE'] ?? missing();

/** Variants to measure, of KINDS or all that make.py makes. */
export function wantedKinds(): ('fp32' | 'fp16' | 'int8')[] {
  const wanted = env['KINDS']?.split(',') ?? ['fp32', 'fp16', 'int8'];
  return (['fp32', 'fp16', 'int8'] as const).filter((kind) => wanted.includes(kind));
}

function missing(): never {
  console.error(
    'set NESTVEC_FULL_SIZE to a folder made by: python bench/full-size/make.py FOLDER (needs onnx and numpy)',
  );
  exit(1);
}
