import { join } from 'node:path';
import { packageFolder } from './package-folder.ts';

/**
 * Absolute path of the folder that holds mini-clip under jina-clip-v2's file names: `config.json`,
 * `preprocessor_config.json`, `tokenizer.json`, `tokenizer_config.json` and `onnx/model_fp16.onnx`.
 */
export const modelDirectory: string = join(packageFolder, 'model');

/** Absolute paths of two images that the model knows, to try it with. */
export const exampleImages: { readonly violin: string; readonly banana: string } = {
  violin: join(packageFolder, 'images/violin.webp'),
  banana: join(packageFolder, 'images/banana.webp'),
};
