import { fileURLToPath } from 'node:url';

/**
 * Absolute path of the folder that holds mini-clip under jina-clip-v2's file names: `config.json`,
 * `preprocessor_config.json`, `tokenizer.json`, `tokenizer_config.json` and `onnx/model_fp16.onnx`.
 */
export const modelDirectory: string = fileURLToPath(new URL('../model', import.meta.url));

/** Absolute paths of two images that the model knows, to try it with. */
export const exampleImages: { readonly violin: string; readonly banana: string } = {
  violin: fileURLToPath(new URL('../images/violin.webp', import.meta.url)),
  banana: fileURLToPath(new URL('../images/banana.webp', import.meta.url)),
};
